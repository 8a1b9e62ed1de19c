import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const HELD = `holder_id::text = ${SCOPE}`;
/** Whoever belongs to a group finds it when they book; its other members stay unseen. */
const OF_MEMBER = `organisation_id::text = ${SCOPE} OR EXISTS (SELECT FROM membership m
   WHERE m.user_id = user_group_member.user_id AND m.organisation_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;
const HAS_MEMBER = `EXISTS (SELECT FROM user_group_member m WHERE m.group_id = user_group.id)`;

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
  `CREATE POLICY tenancy ON user_group FOR SELECT USING ${visible(`${HELD} OR ${HAS_MEMBER}`)}`,
  `CREATE POLICY tenancy ON user_group_member FOR SELECT USING ${visible(`${HELD} OR ${OF_MEMBER}`)}`,
  ...['user_group', 'user_group_member'].flatMap((table) => [
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK ${visible(HELD)}`,
    `CREATE POLICY tenancy_change ON ${table} FOR UPDATE USING ${visible(HELD)} WITH CHECK ${visible(HELD)}`,
    `CREATE POLICY tenancy_remove ON ${table} FOR DELETE USING ${visible(HELD)}`,
  ]),
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
    await runner.query('DROP POLICY tenancy ON user_group');
    await runner.query('DROP TABLE user_group_member');
    await runner.query('DROP TABLE user_group');
  }
}
