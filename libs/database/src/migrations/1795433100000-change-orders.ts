import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const PEOPLE = [
  ['proposer', 'proposed_by'],
  ['approver', 'approved_by'],
  ['answerer', 'answered_by'],
] as const;

const UP: readonly string[] = [
  `CREATE TABLE "change_order" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "state" text NOT NULL, "lines" jsonb NOT NULL, "amount_fen" bigint NOT NULL, "fee_before_fen" bigint NOT NULL, "fee_after_fen" bigint NOT NULL, "is_reduction" boolean NOT NULL, "reason" text NOT NULL, "proposed_by" uuid NOT NULL, "approved_by" uuid, "answered_by" uuid, "answered_at" TIMESTAMP WITH TIME ZONE, "answer_reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "change_order_answer_without_person" CHECK ((answered_by IS NULL) = (answered_at IS NULL)), CONSTRAINT "change_order_reduction_without_approval" CHECK (NOT is_reduction OR approved_by IS NOT NULL OR state NOT IN ('offered', 'accepted', 'declined')), CONSTRAINT "change_order_approved_by_proposer" CHECK (approved_by <> proposed_by), CONSTRAINT "change_order_fee_adds_up" CHECK (fee_after_fen >= 0 AND fee_before_fen + amount_fen = fee_after_fen), CONSTRAINT "change_order_state_known" CHECK (state IN ('proposed', 'offered', 'accepted', 'declined', 'withdrawn', 'lapsed')), CONSTRAINT "PK_change_order" PRIMARY KEY ("id"))`,
  `CREATE INDEX "change_order_of_order" ON "change_order" ("order_id") `,
  `CREATE UNIQUE INDEX "change_order_open_twice" ON "change_order" ("order_id") WHERE state IN ('proposed', 'offered')`,
  `ALTER TABLE "change_order" ADD CONSTRAINT "change_order_order_exists" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ...PEOPLE.map(
    ([name, column]) =>
      `ALTER TABLE "change_order" ADD CONSTRAINT "change_order_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE change_order ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON change_order FOR SELECT USING ${VISIBLE}`,
  `CREATE POLICY tenancy_change ON change_order FOR UPDATE USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  `CREATE POLICY tenancy_add ON change_order FOR INSERT WITH CHECK ${VISIBLE}`,
  // A change is part of its order: the audit trail notes one that nothing told it of.
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON change_order
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id', 'state')`,
  `ALTER TABLE "service_order" ADD "change_fen" bigint NOT NULL DEFAULT '0'`,
  `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_parts_make_the_whole"`,
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_parts_make_the_fee" CHECK (voucher_fen >= 0 AND own_fen >= 0 AND list_fen + change_fen = voucher_fen + own_fen)`,
];

const DOWN: readonly string[] = [
  `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_parts_make_the_fee"`,
  // What changes made of a fee cannot be told without them: such orders must be gone.
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_parts_make_the_whole" CHECK (voucher_fen >= 0 AND own_fen >= 0 AND list_fen = voucher_fen + own_fen)`,
  `ALTER TABLE "service_order" DROP COLUMN "change_fen"`,
  'DROP TABLE change_order',
];

/** What a lab charges more or less than was quoted, once the user organisation has agreed. */
export class ChangeOrders1795433100000 implements MigrationInterface {
  readonly name = 'ChangeOrders1795433100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
