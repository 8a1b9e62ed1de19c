import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables whose rows are objects of the audit trail, each with the columns left out of its digests: contacts that must be
 * forgettable without a trace of what they were, remarks, and what changes with every use.
 */
const DIGESTED: Readonly<Record<string, readonly string[]>> = {
  app_user: [],
  organisation: ['contact_name', 'contact_phone'],
  invitation: ['email'],
  payee_account: [],
  delegation: [],
  provider_admission: [],
  api_key: ['last_used_at'],
  instrument: ['contact_name', 'contact_phone'],
  reservation: ['note', 'reason'],
  downtime: [],
  service_order: ['dispute_reason'],
  voucher_programme: [],
  appropriation: [],
  voucher: [],
  claim: [],
  claim_invoice: [],
  payment_batch: [],
};

/**
 * Tables without an id of their own that say what an object is worth or may do: the object's type, the column with its
 * id, the columns that the entry names.
 */
const NOTED: Readonly<Record<string, readonly string[]>> = {
  membership: ['app_user', 'user_id', 'organisation_id', 'role'],
  external_identity: ['app_user', 'user_id', 'issuer'],
  second_factor: ['app_user', 'user_id'],
  opening_hours: ['instrument', 'instrument_id', 'version'],
  booking_policy: ['instrument', 'instrument_id', 'version'],
  fee_schedule: ['instrument', 'instrument_id', 'version'],
};

/** second_factor changes with every sign-in; the others are never changed but by hand. */
const NOTED_EVENTS: Readonly<Record<string, string>> = {
  second_factor: 'INSERT OR DELETE',
};

const FUNCTIONS_UP: readonly string[] = [
  // Added to the number of the running transaction: a database restored into another cluster goes on above its seals.
  `CREATE FUNCTION app_transaction_offset() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 0::bigint'`,
  `CREATE OR REPLACE FUNCTION app_transaction_id() RETURNS bigint LANGUAGE sql VOLATILE
     AS 'SELECT pg_current_xact_id()::text::bigint + app_transaction_offset()'`,

  // SHA-256 of a row, as 64 hexadecimal digits. The zone is set: the same moment must be the same text in every session.
  `CREATE FUNCTION audit_digest(state anyelement, left_out text[]) RETURNS text
   LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
     SELECT encode(sha256(convert_to((to_jsonb(state) - left_out)::text, 'UTF8')), 'hex')
   $$`,

  // Remembers, until the transaction ends, what a changed row was before its first change and is after its last one:
  // 'table:id=' and the two digests, dashes for no row. 256 settings share the rows, so that none grows long.
  `CREATE FUNCTION audit_remember() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     mark text := TG_TABLE_NAME || ':' || CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END || '=';
     bucket text := 'audit.change_' || substr(mark, length(mark) - 2, 2);
     known text := coalesce(current_setting(bucket, true), '');
     place int := strpos(known, mark);
     before text := repeat('-', 64);
     after text := repeat('-', 64);
     left_out text[] := coalesce(TG_ARGV, '{}'); -- null without arguments
   BEGIN
     IF TG_OP <> 'INSERT' THEN before := audit_digest(OLD, left_out); END IF;
     IF TG_OP <> 'DELETE' THEN after := audit_digest(NEW, left_out); END IF;
     IF before = after THEN RETURN NULL; END IF;
     IF place > 0 THEN
       known := overlay(known PLACING after FROM place + length(mark) + 64 FOR 64);
     ELSE
       known := known || mark || before || after;
     END IF;
     PERFORM set_config(bucket, known, true);
     RETURN NULL;
   END $$`,

  // An entry takes what is remembered of its object; nobody can write other digests than the database saw.
  `CREATE FUNCTION audit_entry_take_digests() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     mark text := NEW.object_type || ':' || NEW.object_id || '=';
     bucket text := 'audit.change_' || substr(mark, length(mark) - 2, 2);
     known text := coalesce(current_setting(bucket, true), '');
     place int := strpos(known, mark);
     digests text := substr(known, place + length(mark), 128);
   BEGIN
     NEW.digest_before := NULL;
     NEW.digest_after := NULL;
     IF place > 0 AND NEW.outcome = 'done' THEN
       NEW.digest_before := decode(nullif(left(digests, 64), repeat('-', 64)), 'hex');
       NEW.digest_after := decode(nullif(right(digests, 64), repeat('-', 64)), 'hex');
       PERFORM set_config(bucket, overlay(known PLACING '' FROM place FOR length(mark) + 128), true);
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER audit_entry_take_digests BEFORE INSERT ON audit_entry
   FOR EACH ROW EXECUTE FUNCTION audit_entry_take_digests()`,

  // At the end of the transaction: what no entry told of gets one, whoever made the change and from wherever.
  `CREATE FUNCTION audit_settle() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     known text := current_setting('audit.change_' || right(OLD.id::text, 2), true);
   BEGIN
     IF strpos(known, TG_TABLE_NAME || ':' || OLD.id || '=') > 0 THEN
       INSERT INTO audit_entry (id, action, object_type, object_id, detail)
       VALUES (gen_random_uuid(), TG_TABLE_NAME || '.change', TG_TABLE_NAME, OLD.id,
               jsonb_build_object('databaseRole', session_user));
     END IF;
     RETURN NULL;
   END $$`,

  // The same for rows that are a part of an object: noted unless the transaction told the trail anything itself.
  `CREATE FUNCTION audit_note() RETURNS trigger LANGUAGE plpgsql AS $$
   DECLARE
     changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
     named jsonb := jsonb_build_object('databaseRole', session_user, 'operation', lower(TG_OP));
   BEGIN
     IF EXISTS (SELECT FROM audit_entry WHERE xid = app_transaction_id() AND action NOT LIKE '%.change') THEN
       RETURN NULL;
     END IF;
     FOR position IN 2 .. TG_NARGS - 1 LOOP
       named := named || jsonb_build_object(TG_ARGV[position], changed -> TG_ARGV[position]);
     END LOOP;
     INSERT INTO audit_entry (id, action, object_type, object_id, detail)
     VALUES (gen_random_uuid(), TG_TABLE_NAME || '.change', TG_ARGV[0], (changed ->> TG_ARGV[1])::uuid, named);
     RETURN NULL;
   END $$`,
];

const FUNCTIONS_DOWN: readonly string[] = [
  'DROP TRIGGER audit_entry_take_digests ON audit_entry',
  'DROP FUNCTION audit_note()',
  'DROP FUNCTION audit_settle()',
  'DROP FUNCTION audit_entry_take_digests()',
  'DROP FUNCTION audit_remember()',
  'DROP FUNCTION audit_digest(anyelement, text[])',
  `CREATE OR REPLACE FUNCTION app_transaction_id() RETURNS bigint LANGUAGE sql VOLATILE
     AS 'SELECT pg_current_xact_id()::text::bigint'`,
  'DROP FUNCTION app_transaction_offset()',
];

const literals = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

function* triggersUp(): Generator<string> {
  for (const [table, leftOut] of Object.entries(DIGESTED)) {
    yield `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON ${table}
           FOR EACH ROW EXECUTE FUNCTION audit_remember(${literals(leftOut)})`;
    yield `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON ${table}
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`;
  }
  for (const [table, named] of Object.entries(NOTED)) {
    yield `CREATE CONSTRAINT TRIGGER audit_note AFTER ${NOTED_EVENTS[table] ?? 'INSERT OR UPDATE OR DELETE'} ON ${table}
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note(${literals(named)})`;
  }
}

function* triggersDown(): Generator<string> {
  for (const table of Object.keys(NOTED)) yield `DROP TRIGGER audit_note ON ${table}`;
  for (const table of Object.keys(DIGESTED)) {
    yield `DROP TRIGGER audit_settle ON ${table}`;
    yield `DROP TRIGGER audit_remember ON ${table}`;
  }
}

/** Digests of what changed, an entry for every change whoever makes it, and blocks whose text has no two readings. */
export class AuditTrail1795409000000 implements MigrationInterface {
  readonly name = 'AuditTrail1795409000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "audit_block" ADD "format" smallint NOT NULL DEFAULT '1'`);
    await runner.query(
      `ALTER TABLE "app_user" ADD "digest_salt" text NOT NULL DEFAULT gen_random_uuid()`,
    );
    await runner.query(`CREATE INDEX "audit_entry_at" ON "audit_entry"  ("at", "id") `);
    await runner.query(`CREATE INDEX "audit_entry_actor" ON "audit_entry"  ("actor_id", "at") `);
    await runner.query(
      `CREATE INDEX "audit_entry_organisation" ON "audit_entry"  ("organisation_id", "at") `,
    );
    for (const statement of [...FUNCTIONS_UP, ...triggersUp()]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of [...triggersDown(), ...FUNCTIONS_DOWN]) await runner.query(statement);
    await runner.query(`DROP INDEX "public"."audit_entry_organisation"`);
    await runner.query(`DROP INDEX "public"."audit_entry_actor"`);
    await runner.query(`DROP INDEX "public"."audit_entry_at"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "digest_salt"`);
    await runner.query(`ALTER TABLE "audit_block" DROP COLUMN "format"`);
  }
}
