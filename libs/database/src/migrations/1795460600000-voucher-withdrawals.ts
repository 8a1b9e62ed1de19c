import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM voucher whole WHERE whole.id = voucher_id) THEN true END IS NOT NULL)`;

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
       ('recover', 'clawback_due', 'budget_available'),
       ('refund', 'claim_payable', 'voucher_available'),
       ('refund', 'claim_payable', 'budget_available')`;
const WITHDRAWALS = `,
       ('withdraw', 'voucher_available', 'budget_available')`;

const legsAllowed = (legs: string): string =>
  `CREATE OR REPLACE FUNCTION ledger_legs_allowed(transfer_kind text, debit_kind text, credit_kind text) RETURNS boolean
   LANGUAGE sql IMMUTABLE AS $$
     SELECT (transfer_kind, debit_kind, credit_kind) IN (${legs})
   $$`;

const KINDS = `'appropriate', 'issue', 'hold', 'capture', 'remainder', 'release', 'claim', 'reject', 'pay', 'confirm', 'bounce', 'expire', 'surrender', 'reverse', 'recover', 'refund'`;
const CHECKED = `'pay', 'confirm', 'bounce', 'reverse', 'refund'`;

const kindsOf = (kinds: string, checked: string): string[] => [
  `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "ledger_transfer_checked_by_maker"`,
  `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "ledger_transfer_kind_unknown"`,
  `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_kind_unknown" CHECK (kind IN (${kinds}))`,
  `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_checked_by_maker" CHECK (actor_id <> checker_id AND (checker_id IS NOT NULL OR kind NOT IN (${checked})))`,
];

const UP: readonly string[] = [
  `ALTER TABLE "voucher" ADD "withdrawn_fen" bigint NOT NULL DEFAULT '0'`,
  `ALTER TABLE "voucher" ADD "withdrawn_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "voucher" ADD CONSTRAINT "voucher_withdrawn_out_of_range" CHECK ((withdrawn_at IS NULL) = (withdrawn_fen = 0) AND withdrawn_fen BETWEEN 0 AND face_value_fen)`,
  `CREATE TABLE "voucher_withdrawal" ("id" uuid NOT NULL, "voucher_id" uuid NOT NULL, "reason" text NOT NULL, "state" text NOT NULL DEFAULT 'proposed', "proposed_by" uuid NOT NULL, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "decline_reason" text, "amount_fen" bigint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "voucher_withdrawal_state_known" CHECK (state IN ('proposed', 'approved', 'declined')), CONSTRAINT "voucher_withdrawal_decided_by_another" CHECK ((state = 'proposed') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL) AND decided_by IS DISTINCT FROM proposed_by), CONSTRAINT "voucher_withdrawal_approved_of_nothing" CHECK ((state = 'approved') = (amount_fen IS NOT NULL) AND amount_fen > 0), CONSTRAINT "voucher_withdrawal_declined_without_reason" CHECK ((state = 'declined') = (decline_reason IS NOT NULL)), CONSTRAINT "PK_voucher_withdrawal" PRIMARY KEY ("id"))`,
  `CREATE INDEX "voucher_withdrawal_of_voucher" ON "voucher_withdrawal" ("voucher_id") `,
  `CREATE UNIQUE INDEX "voucher_withdrawal_live_twice" ON "voucher_withdrawal" ("voucher_id") WHERE state <> 'declined'`,
  `ALTER TABLE "voucher_withdrawal" ADD CONSTRAINT "voucher_withdrawal_voucher_exists" FOREIGN KEY ("voucher_id") REFERENCES "voucher"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  'ALTER TABLE voucher_withdrawal ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON voucher_withdrawal USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON voucher_withdrawal
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('voucher', 'voucher_id', 'state')`,
  ...kindsOf(`${KINDS}, 'withdraw'`, `${CHECKED}, 'withdraw'`),
  legsAllowed(LEGS + WITHDRAWALS),
];

const DOWN: readonly string[] = [
  legsAllowed(LEGS),
  ...kindsOf(KINDS, CHECKED),
  'DROP TABLE voucher_withdrawal',
  'ALTER TABLE voucher DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_fen',
];

/** Issuers take back what vouchers have unused, by two persons. */
export class VoucherWithdrawals1795460600000 implements MigrationInterface {
  readonly name = 'VoucherWithdrawals1795460600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
