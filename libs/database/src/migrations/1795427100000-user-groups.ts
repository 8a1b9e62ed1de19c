import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const HELD = `CASE WHEN ${SCOPE} = '*' OR holder_id::text = ${SCOPE} THEN true END IS NOT NULL`;

const UP: readonly string[] = [
  `CREATE TABLE "user_group" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "name_zh" text NOT NULL, "horizon_days" integer, "fee_tier" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "user_group_of_holder" UNIQUE ("id", "holder_id"), CONSTRAINT "user_group_name_taken" UNIQUE ("holder_id", "name_zh"), CONSTRAINT "user_group_tier_known" CHECK (fee_tier IN ('internal', 'jiaxing', 'outside')), CONSTRAINT "user_group_horizon_ahead" CHECK (horizon_days >= 1), CONSTRAINT "PK_user_group" PRIMARY KEY ("id"))`,
  `CREATE TABLE "user_group_member" ("id" uuid NOT NULL, "group_id" uuid NOT NULL, "holder_id" uuid NOT NULL, "organisation_id" uuid, "user_id" uuid, "valid_until" date, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "user_group_person_once" UNIQUE ("group_id", "user_id"), CONSTRAINT "user_group_organisation_once" UNIQUE ("group_id", "organisation_id"), CONSTRAINT "user_group_member_is_one" CHECK (num_nonnulls(organisation_id, user_id) = 1), CONSTRAINT "PK_user_group_member" PRIMARY KEY ("id"))`,
  `CREATE INDEX "user_group_member_person" ON "user_group_member" ("user_id") `,
  `ALTER TABLE "user_group" ADD CONSTRAINT "user_group_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "user_group_member" ADD CONSTRAINT "user_group_member_group_exists" FOREIGN KEY ("group_id", "holder_id") REFERENCES "user_group"("id","holder_id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "user_group_member" ADD CONSTRAINT "user_group_member_organisation_exists" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "user_group_member" ADD CONSTRAINT "user_group_member_person_exists" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE user_group ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE user_group_member ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON user_group USING (${HELD}) WITH CHECK (${HELD})`,
  `CREATE POLICY tenancy ON user_group_member USING (${HELD}) WITH CHECK (${HELD})`,
  // Every booking asks. Runs as the owner: who books learns of the own groups and of no other; and a function keeps its
  // plan, where a query with these policies in it would be planned anew, which doubled the time of the whole statement.
  `CREATE FUNCTION user_groups_of(of_holder uuid, of_organisation uuid, of_person uuid) RETURNS jsonb
     LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
   BEGIN
     RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'horizonDays', g.horizon_days, 'feeTier', g.fee_tier)
                                       ORDER BY g.id), '[]')
               FROM user_group g WHERE g.holder_id = of_holder AND EXISTS (
                 SELECT FROM user_group_member m WHERE m.group_id = g.id
                    AND (m.organisation_id = of_organisation OR m.user_id = of_person)
                    AND (m.valid_until IS NULL OR m.valid_until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date)));
   END $$`,
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON user_group
   FOR EACH ROW EXECUTE FUNCTION audit_remember()`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON user_group
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON user_group_member
   DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
   EXECUTE FUNCTION audit_note('user_group', 'group_id', 'organisation_id', 'user_id')`,
];

/** Users to whom a holder grants a longer horizon, a price tier and hours of their own. */
export class UserGroups1795427100000 implements MigrationInterface {
  readonly name = 'UserGroups1795427100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION user_groups_of(uuid, uuid, uuid)');
    await runner.query('DROP TABLE user_group_member');
    await runner.query('DROP TABLE user_group');
  }
}
