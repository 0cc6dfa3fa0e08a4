#!/bin/bash
# Runs once, when the primary's data folder is new. Makes the user that roles connect as, who may
# read and write rows but change no schema, and the user that a standby replicates as.
set -euo pipefail

servers=${SERVERS:-/run/servers}

psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set database="$POSTGRES_DB" \
  --set app_password="$(cat "$servers/postgres_app_password")" \
  --set replication_password="$(cat "$servers/postgres_replication_password")" <<'SQL'
create role postroom_app login password :'app_password';
create role replicator login replication password :'replication_password';
revoke create on schema public from public;
revoke temporary on database :"database" from public;
grant connect on database :"database" to postroom_app;
grant usage on schema public to postroom_app;
-- What migrations make later belongs to this user, and these rights come with it.
alter default privileges grant usage on schemas to postroom_app;
alter default privileges grant select, insert, update, delete on tables to postroom_app;
alter default privileges grant usage, select on sequences to postroom_app;
SQL

# Over the network with TLS alone.
sed -i 's/^host all all all /hostssl all all all /' "$PGDATA/pg_hba.conf"
echo "hostssl replication replicator all scram-sha-256" >> "$PGDATA/pg_hba.conf"
