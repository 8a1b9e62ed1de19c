import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the ledger promises, kept by the database itself: posting, floors and ceilings, and no change of what is posted. */
const LEDGER_UP: readonly string[] = [
  // Which accounts each kind of transfer joins; the last line of defence against a hand-typed insert.
  `CREATE FUNCTION ledger_legs_allowed(transfer_kind text, debit_kind text, credit_kind text) RETURNS boolean
   LANGUAGE sql IMMUTABLE AS $$
     SELECT (transfer_kind, debit_kind, credit_kind) IN (
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
       ('recover', 'clawback_due', 'budget_available'))
   $$`,

  // An account opens empty and with the only floor there is, whatever the insert says.
  `CREATE FUNCTION ledger_account_open() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF NEW.balance_fen <> 0 OR NEW.entry_count <> 0 THEN
       RAISE EXCEPTION 'a ledger account opens empty'
         USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_account_opens_empty', TABLE = 'ledger_account';
     END IF;
     NEW.floor_fen := CASE WHEN NEW.kind = 'authority' THEN NULL ELSE 0 END;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER ledger_account_open BEFORE INSERT ON ledger_account
   FOR EACH ROW EXECUTE FUNCTION ledger_account_open()`,

  `CREATE FUNCTION ledger_account_locked(account_id uuid) RETURNS ledger_account LANGUAGE plpgsql AS $$
   DECLARE
     account ledger_account;
   BEGIN
     SELECT * INTO account FROM ledger_account WHERE id = account_id FOR NO KEY UPDATE;
     IF NOT FOUND THEN
       RAISE EXCEPTION 'there is no ledger account %', account_id
         USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_transfer_account_unknown', TABLE = 'ledger_transfer';
     END IF;
     RETURN account;
   END $$`,

  // The bounds are CHECKs of the table as well; raised here so that the refusal can say what there was and what was asked.
  `CREATE FUNCTION ledger_refuse_amount(account ledger_account, asked_fen bigint, broken text) RETURNS void
   LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'account % (%) holds % fen, % was asked', account.id, account.kind, account.balance_fen, asked_fen
       USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'ledger_account',
         DETAIL = json_build_object('accountKind', account.kind, 'accountId', account.id,
           'availableFen', account.balance_fen, 'askedFen', asked_fen)::text;
   END $$`,

  // Posts: locks both accounts in id order, moves the money, numbers the two entries. It runs with the owner's
  // rights, so whoever may INSERT a transfer needs no right to change a balance.
  `CREATE FUNCTION ledger_transfer_post() RETURNS trigger
   LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
   DECLARE
     debit ledger_account;
     credit ledger_account;
   BEGIN
     IF NEW.amount_fen <= 0 THEN
       RAISE EXCEPTION 'a transfer moves a positive amount'
         USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_amount_insane', TABLE = 'ledger_transfer';
     END IF;
     IF NEW.debit_account_id < NEW.credit_account_id THEN
       debit := ledger_account_locked(NEW.debit_account_id);
       credit := ledger_account_locked(NEW.credit_account_id);
     ELSE
       credit := ledger_account_locked(NEW.credit_account_id);
       debit := ledger_account_locked(NEW.debit_account_id);
     END IF;
     IF debit.programme_id <> NEW.programme_id OR credit.programme_id <> NEW.programme_id THEN
       RAISE EXCEPTION 'a transfer stays in one programme'
         USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_leaves_programme', TABLE = 'ledger_transfer';
     END IF;
     IF NOT ledger_legs_allowed(NEW.kind, debit.kind, credit.kind) THEN
       RAISE EXCEPTION 'no transfer % goes from % to %', NEW.kind, debit.kind, credit.kind
         USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_transfer_legs_refused', TABLE = 'ledger_transfer';
     END IF;
     IF debit.balance_fen - NEW.amount_fen < debit.floor_fen THEN
       PERFORM ledger_refuse_amount(debit, NEW.amount_fen, 'ledger_account_floor_broken');
     END IF;
     IF credit.balance_fen + NEW.amount_fen > credit.ceiling_fen THEN
       PERFORM ledger_refuse_amount(credit, NEW.amount_fen, 'ledger_account_ceiling_broken');
     END IF;
     UPDATE ledger_account SET balance_fen = balance_fen - NEW.amount_fen, entry_count = entry_count + 1
      WHERE id = debit.id;
     UPDATE ledger_account SET balance_fen = balance_fen + NEW.amount_fen, entry_count = entry_count + 1
      WHERE id = credit.id;
     NEW.created_at := app_now();
     NEW.effective_on := coalesce(NEW.effective_on, (NEW.created_at AT TIME ZONE 'Asia/Shanghai')::date);
     NEW.debit_seq := debit.entry_count + 1;
     NEW.credit_seq := credit.entry_count + 1;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER ledger_transfer_post BEFORE INSERT ON ledger_transfer
   FOR EACH ROW EXECUTE FUNCTION ledger_transfer_post()`,

  `CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of % is refused: what is posted stays, and is corrected by another transfer', TG_OP, TG_TABLE_NAME
       USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_transfer_append_only', TABLE = TG_TABLE_NAME;
   END $$`,
  // Per statement: even a change that finds no row is refused, to the owner as well.
  `CREATE TRIGGER ledger_transfer_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
   FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()`,
  `CREATE TRIGGER ledger_account_kept BEFORE DELETE OR TRUNCATE ON ledger_account
   FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change()`,

  // For commands of several transfers: all their accounts in id order first, then the transfers in any order.
  `CREATE FUNCTION ledger_lock(account_ids uuid[]) RETURNS TABLE (id uuid, balance_fen bigint)
   LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
     SELECT account.id, account.balance_fen FROM ledger_account account
      WHERE account.id = ANY (account_ids) ORDER BY account.id FOR NO KEY UPDATE
   $$`,

  // Two signed entries per transfer; the join lets an entry without its account show up as an imbalance.
  `CREATE VIEW ledger_entry AS
     SELECT transfer.id AS transfer_id, account.id AS account_id, - transfer.amount_fen AS amount_fen,
            transfer.debit_seq AS seq
       FROM ledger_transfer transfer JOIN ledger_account account ON account.id = transfer.debit_account_id
     UNION ALL
     SELECT transfer.id, account.id, transfer.amount_fen, transfer.credit_seq
       FROM ledger_transfer transfer JOIN ledger_account account ON account.id = transfer.credit_account_id`,

  // Locking is for those who post; what the serving role may do with the tables is granted with all other tables.
  `REVOKE ALL ON FUNCTION ledger_lock(uuid[]) FROM PUBLIC`,
  `GRANT EXECUTE ON FUNCTION ledger_lock(uuid[]) TO jiayi_app`,
];

const LEDGER_DOWN: readonly string[] = [
  'DROP VIEW ledger_entry',
  'DROP FUNCTION ledger_lock(uuid[])',
  'DROP TRIGGER ledger_account_kept ON ledger_account',
  'DROP TRIGGER ledger_transfer_append_only ON ledger_transfer',
  'DROP FUNCTION ledger_refuse_change()',
  'DROP TRIGGER ledger_transfer_post ON ledger_transfer',
  'DROP FUNCTION ledger_transfer_post()',
  'DROP FUNCTION ledger_refuse_amount(ledger_account, bigint, text)',
  'DROP FUNCTION ledger_account_locked(uuid)',
  'DROP TRIGGER ledger_account_open ON ledger_account',
  'DROP FUNCTION ledger_account_open()',
  'DROP FUNCTION ledger_legs_allowed(text, text, text)',
];

/** The audit trail is append-only for everybody, the owner included. */
const AUDIT_UP: readonly string[] = [
  `CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION '% of % is refused: the audit trail is append-only', TG_OP, TG_TABLE_NAME
       USING ERRCODE = 'restrict_violation', CONSTRAINT = 'audit_append_only', TABLE = TG_TABLE_NAME;
   END $$`,
  `CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
   FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()`,
  `CREATE TRIGGER audit_block_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_block
   FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()`,
];

const AUDIT_DOWN: readonly string[] = [
  'DROP TRIGGER audit_block_append_only ON audit_block',
  'DROP TRIGGER audit_entry_append_only ON audit_entry',
  'DROP FUNCTION audit_refuse_change()',
];

/** Statutory days off and make-up workdays of 2026. Source: notice of the State Council of 2025-11-04. */
const HOLIDAYS_2026 = `INSERT INTO work_calendar_day (date, kind, name_zh) VALUES
     ('2026-01-01', 'holiday', '元旦'),
     ('2026-01-02', 'holiday', '元旦'),
     ('2026-01-03', 'holiday', '元旦'),
     ('2026-01-04', 'workday', '元旦调休上班'),
     ('2026-02-14', 'workday', '春节调休上班'),
     ('2026-02-15', 'holiday', '春节'),
     ('2026-02-16', 'holiday', '春节'),
     ('2026-02-17', 'holiday', '春节'),
     ('2026-02-18', 'holiday', '春节'),
     ('2026-02-19', 'holiday', '春节'),
     ('2026-02-20', 'holiday', '春节'),
     ('2026-02-21', 'holiday', '春节'),
     ('2026-02-22', 'holiday', '春节'),
     ('2026-02-23', 'holiday', '春节'),
     ('2026-02-28', 'workday', '春节调休上班'),
     ('2026-04-04', 'holiday', '清明节'),
     ('2026-04-05', 'holiday', '清明节'),
     ('2026-04-06', 'holiday', '清明节'),
     ('2026-05-01', 'holiday', '劳动节'),
     ('2026-05-02', 'holiday', '劳动节'),
     ('2026-05-03', 'holiday', '劳动节'),
     ('2026-05-04', 'holiday', '劳动节'),
     ('2026-05-05', 'holiday', '劳动节'),
     ('2026-05-09', 'workday', '劳动节调休上班'),
     ('2026-06-19', 'holiday', '端午节'),
     ('2026-06-20', 'holiday', '端午节'),
     ('2026-06-21', 'holiday', '端午节'),
     ('2026-09-20', 'workday', '国庆节调休上班'),
     ('2026-09-25', 'holiday', '中秋节'),
     ('2026-09-26', 'holiday', '中秋节'),
     ('2026-09-27', 'holiday', '中秋节'),
     ('2026-10-01', 'holiday', '国庆节'),
     ('2026-10-02', 'holiday', '国庆节'),
     ('2026-10-03', 'holiday', '国庆节'),
     ('2026-10-04', 'holiday', '国庆节'),
     ('2026-10-05', 'holiday', '国庆节'),
     ('2026-10-06', 'holiday', '国庆节'),
     ('2026-10-07', 'holiday', '国庆节'),
     ('2026-10-10', 'workday', '国庆节调休上班')`;

export class Rules1795398651083 implements MigrationInterface {
  readonly name = 'Rules1795398651083';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...LEDGER_UP, ...AUDIT_UP, HOLIDAYS_2026])
      await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DELETE FROM work_calendar_day WHERE date BETWEEN '2026-01-01' AND '2026-12-31'`,
    );
    for (const statement of [...AUDIT_DOWN, ...LEDGER_DOWN]) await runner.query(statement);
  }
}
