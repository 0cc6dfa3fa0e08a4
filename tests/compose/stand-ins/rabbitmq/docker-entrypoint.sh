#!/bin/bash
# What the entrypoint of the image `rabbitmq` does: its data is the server's, who is not root.
set -euo pipefail
if [ "$(id -u)" = 0 ]; then
  chown -R "$SERVER_USER" "$HOME"
  exec gosu rabbitmq "${BASH_SOURCE[0]}" "$@"
fi
exec "$@"
