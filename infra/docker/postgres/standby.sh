#!/bin/bash
# Copies the primary when the data folder is new, then follows it as a hot standby.
set -euo pipefail

: "${PGDATA:?}" "${PRIMARY_HOST:?}" "${POSTGRES_REPLICATION_PASSWORD:?}"

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install --directory --owner postgres --group postgres --mode 0700 "$PGDATA"
  PGPASSWORD="$POSTGRES_REPLICATION_PASSWORD" gosu postgres pg_basebackup \
    --host "$PRIMARY_HOST" --username replicator --pgdata "$PGDATA" \
    --wal-method stream --checkpoint fast --write-recovery-conf
fi
exec gosu postgres postgres "$@"
