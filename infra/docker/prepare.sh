#!/bin/bash
# prepare.sh: what the composed system needs before its first start, as often as one likes: folders
# for logs, certificates, and secrets, drawn once and kept in config/secrets/generated.env. A value
# that the environment brings (make up, an .env of one's own) counts more and is kept as well.
#
# Reads and writes CONFIG (config/secrets of the repository) and LOGS. Hands out, each to those who
# need it: ROLES (every role), SERVERS (PostgreSQL, Redis, RabbitMQ and the migration), WATCH
# (Prometheus and Grafana).
set -euo pipefail
umask 077

: "${CONFIG:?}" "${LOGS:?}" "${ROLES:?}" "${SERVERS:?}" "${WATCH:?}"
here=$(cd "$(dirname "$0")" && pwd)
kept=$CONFIG/generated.env
# The users that the servers' images run as, and that of the roles' image.
server_user=${SERVER_USER:-999}
role_user=${ROLE_USER:-1000}

mkdir -p "$CONFIG/ssl" "$LOGS"/{primary,standby,rabbitmq}
chmod 1777 "$LOGS" "$LOGS"/{primary,standby,rabbitmq}

"$here/ssl-setup.sh" "$CONFIG/ssl"
touch "$kept"

# keep <name> <value that is used when there is none yet>
keep() {
  local value=${!1:-}
  [ -n "$value" ] || value=$(sed -n "s/^$1=//p" "$kept")
  [ -n "$value" ] || value=$2
  { grep -v "^$1=" "$kept" || true; echo "$1=$value"; } > "$kept.new"
  mv "$kept.new" "$kept"
  printf -v "$1" '%s' "$value"
}
drawn() { openssl rand -hex 24; }

for name in POSTGRES_PASSWORD POSTGRES_APP_PASSWORD POSTGRES_REPLICATION_PASSWORD REDIS_PASSWORD \
  RABBITMQ_PASSWORD DASHBOARD_PASSWORD LINK_SECRET; do
  keep "$name" "$(drawn)"
done
keep DASHBOARD_USERNAME operator
keep BOOTSTRAP_API_KEY "pr_live_$(drawn)"

write() { cat > "$1.new" && mv "$1.new" "$1"; }
owned() { chown "$1" "$2" && chmod "$3" "$2"; }

servers='primary:5432,standby:5432'
write "$ROLES/roles.env" << END
DATABASE_URL=postgres://postroom_app:$POSTGRES_APP_PASSWORD@$servers/postroom?sslmode=verify-full
STANDBY_DATABASE_URL=postgres://postroom_app:$POSTGRES_APP_PASSWORD@standby:5432/postroom?sslmode=verify-full
REDIS_URL=rediss://:$REDIS_PASSWORD@redis:6379
RABBITMQ_URL=amqps://postroom:$RABBITMQ_PASSWORD@rabbitmq:5671
RABBITMQ_MANAGEMENT_URL=http://postroom:$RABBITMQ_PASSWORD@rabbitmq:15672
DASHBOARD_USERNAME=$DASHBOARD_USERNAME
DASHBOARD_PASSWORD=$DASHBOARD_PASSWORD
LINK_SECRET=$LINK_SECRET
BOOTSTRAP_API_KEY=$BOOTSTRAP_API_KEY
END
# While all mail goes to the inbox, anybody may be its sender; else somebody has to say who is.
if [ -z "${RESEND_API_KEY:-}" ] && [ "${SMTP_URL-smtp://inbox:1025}" = smtp://inbox:1025 ]; then
  cat >> "$ROLES/roles.env" << END
EMAIL_FROM="Postroom <postroom@example.com>"
SERVICE_NAME=Postroom
APP_URL=http://localhost:3000
END
fi
cp "$CONFIG/ssl/ca.pem" "$ROLES/ca.pem"
owned "$role_user" "$ROLES/roles.env" 0400
chmod 0755 "$ROLES" "$SERVERS" "$WATCH"
chmod 0444 "$ROLES/ca.pem"

if [ -f "$CONFIG/dkim.pem" ]; then
  write "$ROLES/dkim.pem" < "$CONFIG/dkim.pem"
  owned "$role_user" "$ROLES/dkim.pem" 0400
fi

write "$SERVERS/migrate.env" << END
MIGRATE_DATABASE_URL=postgres://postroom:$POSTGRES_PASSWORD@primary:5432/postroom?sslmode=verify-full
END
owned "$role_user" "$SERVERS/migrate.env" 0400
for name in POSTGRES_PASSWORD POSTGRES_APP_PASSWORD POSTGRES_REPLICATION_PASSWORD REDIS_PASSWORD \
  RABBITMQ_PASSWORD; do
  printf %s "${!name}" | write "$SERVERS/${name,,}"
  owned "$server_user" "$SERVERS/${name,,}" 0400
done
cp "$CONFIG/ssl/ca.pem" "$SERVERS/ca.pem"
chmod 0444 "$SERVERS/ca.pem"
for server in primary standby redis rabbitmq; do
  cp "$CONFIG/ssl/$server.pem" "$SERVERS/$server.pem"
  chmod 0444 "$SERVERS/$server.pem"
  cat "$CONFIG/ssl/$server.key" | write "$SERVERS/$server.key"
  owned "$server_user" "$SERVERS/$server.key" 0400
done

printf %s "$DASHBOARD_PASSWORD" | write "$WATCH/grafana_password"
chmod 0444 "$WATCH/grafana_password"
# Where the first start puts the key that Prometheus reads with.
chown "$role_user" "$WATCH"

# What lies in the repository belongs to whoever owns the repository.
owner=$(stat -c %u:%g "$CONFIG")
chown -R "$owner" "$CONFIG/ssl" "$kept"
echo "secrets are in config/secrets/generated.env: BOOTSTRAP_API_KEY is the first administrator's key"
