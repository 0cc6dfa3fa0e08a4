#!/bin/bash
# env-setup.sh <environment>: makes config/secrets/environments/<environment>.env from its template,
# with a random value for everything that says change-me. A file that is there is kept.
set -euo pipefail

file="config/secrets/environments/${1:?which environment: dev, staging or prod}.env"
if [ ! -f "$file.example" ]; then
  echo "there is no template $file.example" >&2
  exit 1
fi
[ -f "$file" ] && exit 0
umask 077
while IFS= read -r line; do
  case $line in
    '#'*) printf '%s\n' "$line" ;;
    *) printf '%s\n' "${line//change-me/$(openssl rand -hex 24)}" ;;
  esac
done < "$file.example" > "$file"
echo "made $file: look through it"
