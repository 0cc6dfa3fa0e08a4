#!/bin/bash
# ssl-setup.sh [folder]: makes a certificate authority and, signed by it, a certificate for every
# server of the composed system and one for its clients. What is there and good for another 30 days
# is kept, so it may run as often as one likes. Files: ca.pem, <name>.pem, <name>.key.
set -euo pipefail

folder=${1:-config/secrets/ssl}
days=825
soon=$((30 * 24 * 3600))
umask 077
mkdir -p "$folder"
cd "$folder"

is_good() { [ -s "$1.pem" ] && [ -s "$1.key" ] && openssl x509 -in "$1.pem" -noout -checkend "$soon" > /dev/null; }

if ! is_good ca; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -sha256 -days 3650 \
    -keyout ca.key -out ca.pem -subj '/CN=Postroom local authority' \
    -addext 'basicConstraints=critical,CA:TRUE,pathlen:0' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' 2> /dev/null
  echo 'made ca.pem'
fi

# issue <name> <usage> <further host names>
issue() {
  local name=$1 usage=$2
  shift 2
  if is_good "$name" && openssl verify -CAfile ca.pem "$name.pem" > /dev/null 2>&1; then return; fi
  local hosts="DNS:$name,DNS:localhost,IP:127.0.0.1" host
  for host in "$@"; do hosts="$hosts,DNS:$host"; done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc \
    -keyout "$name.key" -out "$name.csr" -subj "/CN=$name" 2> /dev/null
  openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -sha256 -days "$days" \
    -out "$name.pem" -extfile <(
      printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' \
        "extendedKeyUsage=$usage" "subjectAltName=$hosts"
    ) 2> /dev/null
  rm -f "$name.csr"
  echo "made $name.pem"
}

issue primary serverAuth primary_db
issue standby serverAuth standby_db
issue redis serverAuth
issue rabbitmq serverAuth rabbitmq_broker
issue client clientAuth
# Certificates are public; keys are their owner's alone.
chmod 644 ./*.pem
echo "certificates are in $folder"
