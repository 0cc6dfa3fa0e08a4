#!/bin/bash
# env-setup.sh <environment>: makes config/secrets/environments/<environment>.env from its template,
# with a value for everything that says change-me: the one that an earlier start of the composed system
# drew, since servers keep the passwords they began with, else a random one. A file that is there is kept.
set -euo pipefail

file="config/secrets/environments/${1:?which environment: dev, staging or prod}.env"
drawn=config/secrets/generated.env
if [ ! -f "$file.example" ]; then
  echo "there is no template $file.example" >&2
  exit 1
fi
[ -f "$file" ] && exit 0
umask 077
while IFS= read -r line; do
  case $line in
    '#'* | '') printf '%s\n' "$line" ;;
    *change-me*)
      name=${line%%=*}
      kept=
      [ ! -f "$drawn" ] || kept=$(grep "^$name=." "$drawn" || true)
      printf '%s\n' "${kept:-${line//change-me/$(openssl rand -hex 24)}}"
      ;;
    *) printf '%s\n' "$line" ;;
  esac
done < "$file.example" > "$file"
echo "made $file: look through it"
