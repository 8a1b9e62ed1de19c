import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const OWNER = `CASE WHEN ${SCOPE} = '*' OR holder_id::text = ${SCOPE} THEN true END IS NOT NULL`;

/**
 * What an instrument takes beside its own units changes only while nothing of it is booked ahead: a booking has what it
 * had when it was made. The lock waits for bookings under way; those that begin meanwhile see the new version and take
 * nothing by the old set. Runs as the owner, who sees the bookings of all organisations.
 */
const FUNCTIONS: readonly string[] = [
  `CREATE FUNCTION instrument_change_unit_set(changed uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
     SET search_path = public, pg_temp AS $$
   BEGIN
     IF changed IS NULL THEN RETURN; END IF;
     LOCK TABLE occupancy IN SHARE ROW EXCLUSIVE MODE;
     IF EXISTS (SELECT FROM reservation r WHERE r.instrument_id = changed AND r.ends_at > app_now()
                   AND r.state IN ('requested', 'confirmed', 'in_use', 'displaced'))
        OR EXISTS (SELECT FROM occupancy o JOIN instrument_unit u ON u.id = o.unit_id
                    WHERE u.instrument_id = changed AND o.kind = 'hold' AND o.blocking AND o.expires_at > app_now()) THEN
       RAISE EXCEPTION 'the instrument is booked ahead with the units it has now'
         USING ERRCODE = 'restrict_violation', CONSTRAINT = 'instrument_unit_set_booked_ahead', TABLE = 'instrument';
     END IF;
     UPDATE instrument SET unit_set_version = unit_set_version + 1 WHERE id = changed;
   END $$`,
  // A part of a part, or a whole that is a part itself, would need more than one step to find all units.
  `CREATE FUNCTION instrument_change_whole() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF NEW.whole_id IS NOT NULL AND (
          EXISTS (SELECT FROM instrument whole WHERE whole.id = NEW.whole_id AND whole.whole_id IS NOT NULL)
          OR EXISTS (SELECT FROM instrument part WHERE part.whole_id = NEW.id)) THEN
       RAISE EXCEPTION 'a part has no parts'
         USING ERRCODE = 'check_violation', CONSTRAINT = 'instrument_part_has_no_parts', TABLE = 'instrument';
     END IF;
     IF TG_OP = 'UPDATE' THEN PERFORM instrument_change_unit_set(OLD.whole_id); END IF;
     PERFORM instrument_change_unit_set(NEW.whole_id);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_whole_added AFTER INSERT ON instrument
   FOR EACH ROW WHEN (NEW.whole_id IS NOT NULL) EXECUTE FUNCTION instrument_change_whole()`,
  `CREATE TRIGGER instrument_whole_changed AFTER UPDATE OF whole_id ON instrument
   FOR EACH ROW WHEN (NEW.whole_id IS DISTINCT FROM OLD.whole_id) EXECUTE FUNCTION instrument_change_whole()`,
  // The units of a part are units of its whole.
  `CREATE FUNCTION instrument_unit_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM instrument_change_unit_set(whole_id) FROM instrument
       WHERE id = coalesce(NEW.instrument_id, OLD.instrument_id) AND whole_id IS NOT NULL;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_unit_change AFTER INSERT OR DELETE ON instrument_unit
   FOR EACH ROW EXECUTE FUNCTION instrument_unit_change()`,
  `CREATE FUNCTION instrument_resource_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     PERFORM instrument_change_unit_set(coalesce(NEW.instrument_id, OLD.instrument_id));
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER instrument_resource_change AFTER INSERT OR DELETE ON instrument_resource
   FOR EACH ROW EXECUTE FUNCTION instrument_resource_change()`,
];

/** Parts and wholes, and what instruments share: one booking takes several units together. */
export class UnitSets1795423000000 implements MigrationInterface {
  readonly name = 'UnitSets1795423000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "shared_resource" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "kind" text NOT NULL, "name_zh" text NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "shared_resource_name_taken" UNIQUE ("holder_id", "kind", "name_zh"), CONSTRAINT "shared_resource_kind_known" CHECK (kind IN ('exclusion', 'operator', 'accessory')), CONSTRAINT "PK_shared_resource" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "instrument_resource" ("instrument_id" uuid NOT NULL, "resource_id" uuid NOT NULL, CONSTRAINT "instrument_resource_once" PRIMARY KEY ("instrument_id", "resource_id"))`,
    );
    await runner.query(
      `ALTER TABLE "shared_resource" ADD CONSTRAINT "shared_resource_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "shared_resource" ADD CONSTRAINT "shared_resource_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_resource" ADD CONSTRAINT "instrument_resource_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_resource" ADD CONSTRAINT "instrument_resource_resource_exists" FOREIGN KEY ("resource_id") REFERENCES "shared_resource"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `CREATE INDEX "instrument_resource_of" ON "instrument_resource" ("resource_id") `,
    );
    await runner.query(
      `CREATE INDEX "instrument_parts" ON "instrument" ("whole_id") WHERE whole_id IS NOT NULL`,
    );
    await runner.query(`ALTER TABLE "instrument_unit" ALTER COLUMN "instrument_id" DROP NOT NULL`);
    await runner.query(`ALTER TABLE "instrument_unit" ADD "resource_id" uuid`);
    await runner.query(
      `ALTER TABLE "instrument_unit" ADD CONSTRAINT "instrument_unit_resource_exists" FOREIGN KEY ("resource_id") REFERENCES "shared_resource"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_unit" ADD CONSTRAINT "instrument_unit_one_of_a_resource" UNIQUE ("resource_id")`,
    );
    await runner.query(
      `ALTER TABLE "instrument_unit" ADD CONSTRAINT "instrument_unit_of_one_owner" CHECK (num_nonnulls(instrument_id, resource_id) = 1)`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD "unit_set_version" integer NOT NULL DEFAULT '1'`,
    );
    await runner.query(`ALTER TABLE "occupancy" ADD "hold_id" uuid`);
    await runner.query(
      `CREATE INDEX "occupancy_further_unit_of_hold" ON "occupancy" ("hold_id") WHERE hold_id IS NOT NULL`,
    );
    for (const statement of FUNCTIONS) await runner.query(statement);
    await runner.query('ALTER TABLE shared_resource ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY tenancy ON shared_resource USING (${OWNER}) WITH CHECK (${OWNER})`,
    );
    await runner.query(
      `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON instrument_resource
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
       EXECUTE FUNCTION audit_note('instrument', 'instrument_id', 'resource_id')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER instrument_whole_changed ON instrument');
    await runner.query('DROP TRIGGER instrument_whole_added ON instrument');
    await runner.query('DROP TRIGGER instrument_unit_change ON instrument_unit');
    await runner.query(`DROP INDEX "public"."occupancy_further_unit_of_hold"`);
    await runner.query(`ALTER TABLE "occupancy" DROP COLUMN "hold_id"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "unit_set_version"`);
    await runner.query(
      `ALTER TABLE "instrument_unit" DROP CONSTRAINT "instrument_unit_of_one_owner"`,
    );
    await runner.query(`ALTER TABLE "instrument_unit" DROP COLUMN "resource_id"`);
    await runner.query(`ALTER TABLE "instrument_unit" ALTER COLUMN "instrument_id" SET NOT NULL`);
    await runner.query(`DROP INDEX "public"."instrument_parts"`);
    await runner.query('DROP TABLE instrument_resource');
    await runner.query('DROP TABLE shared_resource');
    for (const name of [
      'resource_change()',
      'unit_change()',
      'change_whole()',
      'change_unit_set(uuid)',
    ])
      await runner.query(`DROP FUNCTION instrument_${name}`);
  }
}
