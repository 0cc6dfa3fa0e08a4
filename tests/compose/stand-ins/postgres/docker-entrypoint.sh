#!/bin/bash
# What the entrypoint of the image `postgres` does, as far as the composed system relies on it: makes
# a cluster the first time, with a user, a password and a database from the environment, runs the
# scripts of /docker-entrypoint-initdb.d on a server that listens on its socket alone, and becomes the
# command. Connections of other containers come from other addresses, those of tests from the loopback
# one, so the image's trust in that is left out.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA"
  chown -R "$SERVER_USER" "$(dirname "$PGDATA")"
  exec gosu postgres "${BASH_SOURCE[0]}" "$@"
fi
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username "$POSTGRES_USER" --pwfile "$POSTGRES_PASSWORD_FILE" --no-sync > /dev/null
  sed -i -e '/127\.0\.0\.1/d' -e '/::1/d' "$PGDATA/pg_hba.conf"
  printf '\nhost all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
  shift
  postgres "$@" -c listen_addresses='' &
  server=$!
  until psql --username "$POSTGRES_USER" --dbname postgres --command 'select 1' > /dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.1
  done
  psql --quiet --username "$POSTGRES_USER" --dbname postgres --command "create database $POSTGRES_DB"
  for script in "$INITDB"/*.sh; do "$script"; done
  kill -INT "$server"
  wait "$server"
  set -- postgres "$@"
fi
exec "$@"
