#!/usr/bin/env bash
# Makes docker/secrets once, with random values. Files that are there stay as they are.
set -euo pipefail
cd "$(dirname "$0")"
umask 077
# Nobody else enters the directory; the files are readable, because compose mounts them for the containers' own accounts.
mkdir -p secrets

secret() {
  [ -e "secrets/$1" ] || printf '%s\n' "$2" > "secrets/$1"
  chmod 644 "secrets/$1"
}
random() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }

for role in postgres owner app sandbox; do secret "${role}_password" "$(random)"; done
for role in owner app sandbox; do
  secret "${role}_database_url" "postgres://jiayi_$role:$(cat "secrets/${role}_password")@postgres:5432/jiayi"
done
secret audit_key "$(random)"
secret secret_key "$(random)"
secret platform_secret "$(random)"
