import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const PEOPLE = [
  ['opener', 'opened_by'],
  ['offerer', 'offered_by'],
  ['decider', 'decided_by'],
] as const;

const LEGS = `
       ('appropriate', 'authority', 'budget_available'),
       ('issue', 'budget_available', 'voucher_available'),
       ('hold', 'voucher_available', 'voucher_held'),
       ('capture', 'voucher_held', 'claim_payable'),
       ('remainder', 'voucher_held', 'voucher_available'),
       ('remainder', 'voucher_held', 'budget_available'),
       ('release', 'voucher_held', 'voucher_available'),
       ('release', 'voucher_held', 'budget_available'),
       ('claim', 'claim_payable', 'claim_in_review'),
       ('reject', 'claim_in_review', 'claim_payable'),
       ('pay', 'claim_in_review', 'treasury_clearing'),
       ('confirm', 'treasury_clearing', 'paid'),
       ('bounce', 'treasury_clearing', 'claim_in_review'),
       ('expire', 'voucher_available', 'budget_available'),
       ('expire', 'voucher_available', 'lapsed'),
       ('surrender', 'budget_available', 'lapsed'),
       ('reverse', 'budget_available', 'authority'),
       ('reverse', 'voucher_available', 'budget_available'),
       ('reverse', 'claim_payable', 'voucher_available'),
       ('reverse', 'claim_payable', 'budget_available'),
       ('reverse', 'paid', 'clawback_due'),
       ('recover', 'clawback_due', 'budget_available')`;
const REFUNDS = `,
       ('refund', 'claim_payable', 'voucher_available'),
       ('refund', 'claim_payable', 'budget_available')`;

const legsAllowed = (legs: string): string =>
  `CREATE OR REPLACE FUNCTION ledger_legs_allowed(transfer_kind text, debit_kind text, credit_kind text) RETURNS boolean
   LANGUAGE sql IMMUTABLE AS $$
     SELECT (transfer_kind, debit_kind, credit_kind) IN (${legs})
   $$`;

const KINDS = `'appropriate', 'issue', 'hold', 'capture', 'remainder', 'release', 'claim', 'reject', 'pay', 'confirm', 'bounce', 'expire', 'surrender', 'reverse', 'recover'`;
const CHECKED = `'pay', 'confirm', 'bounce', 'reverse'`;

const kindsOf = (kinds: string, checked: string): string[] => [
  `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "ledger_transfer_checked_by_maker"`,
  `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "ledger_transfer_kind_unknown"`,
  `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_kind_unknown" CHECK (kind IN (${kinds}))`,
  `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_checked_by_maker" CHECK (actor_id <> checker_id AND (checker_id IS NOT NULL OR kind NOT IN (${checked})))`,
];

const UP: readonly string[] = [
  `CREATE TABLE "order_dispute" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "opened_by" uuid NOT NULL, "fee_before_fen" bigint NOT NULL, "offered_fen" bigint, "offered_by" uuid, "offer_reason" text, "decision" text, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "decision_reason" text, "fee_after_fen" bigint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "order_dispute_opened_twice" UNIQUE ("order_id"), CONSTRAINT "order_dispute_fee_fits_decision" CHECK (decision IS NULL OR CASE decision WHEN 'reduced' THEN fee_after_fen > 0 AND fee_after_fen < fee_before_fen
     WHEN 'cancelled' THEN fee_after_fen = 0 WHEN 'upheld' THEN fee_after_fen = fee_before_fen
     WHEN 'withdrawn' THEN fee_after_fen = fee_before_fen ELSE false END), CONSTRAINT "order_dispute_decision_incomplete" CHECK (num_nonnulls(decision, decided_by, decided_at, fee_after_fen) IN (0, 4)), CONSTRAINT "order_dispute_offer_incomplete" CHECK (num_nonnulls(offered_fen, offered_by, offer_reason) IN (0, 3) AND offered_fen >= 0 AND offered_fen < fee_before_fen), CONSTRAINT "PK_order_dispute" PRIMARY KEY ("id"))`,
  `ALTER TABLE "order_dispute" ADD CONSTRAINT "order_dispute_order_exists" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ...PEOPLE.map(
    ([name, column]) =>
      `ALTER TABLE "order_dispute" ADD CONSTRAINT "order_dispute_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  // What is disputed already can be settled, too; who objected is told by the audit trail alone.
  `INSERT INTO order_dispute (id, order_id, opened_by, fee_before_fen)
     SELECT gen_random_uuid(), id, placed_by, actual_fen FROM service_order WHERE state = 'disputed'`,
  'ALTER TABLE order_dispute ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON order_dispute FOR SELECT USING ${VISIBLE}`,
  `CREATE POLICY tenancy_change ON order_dispute FOR UPDATE USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  `CREATE POLICY tenancy_add ON order_dispute FOR INSERT WITH CHECK ${VISIBLE}`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON order_dispute
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id', 'decision')`,
  `ALTER TABLE "voucher_hold" ADD "refunded_fen" bigint NOT NULL DEFAULT '0'`,
  `ALTER TABLE "voucher_hold" ADD CONSTRAINT "voucher_hold_refund_above_capture" CHECK (refunded_fen >= 0 AND refunded_fen <= coalesce(captured_fen, 0))`,
  ...kindsOf(`${KINDS}, 'refund'`, `${CHECKED}, 'refund'`),
  legsAllowed(LEGS + REFUNDS),
];

const DOWN: readonly string[] = [
  legsAllowed(LEGS),
  ...kindsOf(KINDS, CHECKED),
  `ALTER TABLE "voucher_hold" DROP CONSTRAINT "voucher_hold_refund_above_capture"`,
  `ALTER TABLE "voucher_hold" DROP COLUMN "refunded_fen"`,
  'DROP TABLE order_dispute',
];

/** Disputes are settled: by an offer, by withdrawal or by the office, and what was captured too much returns. */
export class Disputes1795433200000 implements MigrationInterface {
  readonly name = 'Disputes1795433200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
