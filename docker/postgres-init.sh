#!/usr/bin/env bash
# Runs once, when the PostgreSQL volume is empty: the roles and the database that apps/launcher/src/roles.ts makes
# in the embedded mode. Migrating and granting is the work of the migrate service.
set -euo pipefail

psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" \
  -v owner_password="$(cat /run/secrets/owner_password)" \
  -v app_password="$(cat /run/secrets/app_password)" \
  -v sandbox_password="$(cat /run/secrets/sandbox_password)" <<'SQL'
CREATE ROLE jiayi_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE jiayi_app LOGIN PASSWORD :'app_password';
CREATE ROLE jiayi_sandbox LOGIN PASSWORD :'sandbox_password';
CREATE DATABASE jiayi OWNER jiayi_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE jiayi FROM PUBLIC;
GRANT CONNECT ON DATABASE jiayi TO jiayi_app, jiayi_sandbox;
\connect jiayi
CREATE SCHEMA platform_sandbox AUTHORIZATION jiayi_sandbox;
SQL
