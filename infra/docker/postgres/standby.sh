#!/bin/bash
# Copies the primary when the data folder is new, then follows it as a hot standby, over TLS with the
# primary's certificate verified. A data folder that was promoted stays what it is.
set -euo pipefail

: "${PGDATA:?}" "${PRIMARY_HOST:?}" "${SERVERS:?}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was cut short would not be taken up again.
  rm -rf "$PGDATA.new"
  install --directory --owner postgres --group postgres --mode 0700 "$(dirname "$PGDATA")" "$PGDATA.new"
  PGPASSWORD=$(cat "$SERVERS/postgres_replication_password") gosu postgres pg_basebackup \
    --dbname "host=$PRIMARY_HOST port=${PRIMARY_PORT:-5432} user=replicator sslmode=verify-full sslrootcert=$SERVERS/ca.pem" \
    --pgdata "$PGDATA.new" --wal-method stream --checkpoint fast --write-recovery-conf
  rm -rf "$PGDATA"
  mv "$PGDATA.new" "$PGDATA"
fi
exec gosu postgres postgres "$@"
