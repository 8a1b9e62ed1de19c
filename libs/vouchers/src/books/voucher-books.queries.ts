import { fen, type Fen } from '@app/common';
import type { EntityManager } from 'typeorm';
import type { TransferKind } from '../ledger-transfer.entity';

/** Where the voucher money of one region is; a region is the county of the organisations the vouchers were issued to. */
export interface RegionUse {
  regionCode: string;
  /** Issued and not taken back; what expired is still in it. */
  issuedFen: Fen;
  freeFen: Fen;
  heldFen: Fen;
  /** Used for services, refunds taken off. */
  capturedFen: Fen;
  /** Confirmed by the treasury with its whole batch. */
  paidFen: Fen;
}

const REGION_AMOUNTS = ['issuedFen', 'freeFen', 'heldFen', 'capturedFen', 'paidFen'] as const;

const REGIONS_SQL = `
  WITH used AS (
    SELECT capture.id, capture.order_id, held.voucher_id FROM ledger_transfer capture
      JOIN ledger_account held ON held.id = capture.debit_account_id
     WHERE capture.programme_id = $1 AND capture.kind = 'capture'),
  moved AS (
    SELECT voucher_id, kind AS place, balance_fen AS amount_fen FROM ledger_account
     WHERE programme_id = $1 AND kind IN ('voucher_available', 'voucher_held')
    UNION ALL
    SELECT account.voucher_id, 'issued', transfer.amount_fen * CASE transfer.kind WHEN 'issue' THEN 1 ELSE -1 END
      FROM ledger_transfer transfer
      JOIN ledger_account account ON account.id = CASE transfer.kind WHEN 'issue' THEN transfer.credit_account_id ELSE transfer.debit_account_id END
     WHERE transfer.programme_id = $1 AND transfer.kind IN ('issue', 'reverse', 'withdraw') AND account.kind = 'voucher_available'
    UNION ALL
    SELECT used.voucher_id, 'captured', transfer.amount_fen * CASE transfer.kind WHEN 'capture' THEN 1 ELSE -1 END
      FROM used JOIN ledger_transfer transfer ON transfer.id = used.id OR transfer.reverses_id = used.id
        OR (transfer.order_id = used.order_id AND transfer.kind = 'refund')
    UNION ALL
    SELECT used.voucher_id, 'paid', transfer.amount_fen * CASE transfer.kind WHEN 'pay' THEN 1 ELSE -1 END
      FROM used JOIN ledger_transfer transfer ON transfer.order_id = used.order_id AND transfer.kind IN ('pay', 'bounce')
      JOIN ledger_account clearing ON clearing.kind = 'treasury_clearing' AND clearing.balance_fen = 0
       AND clearing.id IN (transfer.debit_account_id, transfer.credit_account_id))
  SELECT organisation.region_code AS "regionCode",
         coalesce(sum(amount_fen) FILTER (WHERE place = 'issued'), 0) AS "issuedFen",
         coalesce(sum(amount_fen) FILTER (WHERE place = 'voucher_available'), 0) AS "freeFen",
         coalesce(sum(amount_fen) FILTER (WHERE place = 'voucher_held'), 0) AS "heldFen",
         coalesce(sum(amount_fen) FILTER (WHERE place = 'captured'), 0) AS "capturedFen",
         coalesce(sum(amount_fen) FILTER (WHERE place = 'paid'), 0) AS "paidFen"
    FROM moved JOIN voucher ON voucher.id = moved.voucher_id
    JOIN organisation ON organisation.id = voucher.organisation_id
   GROUP BY 1 ORDER BY 1`;

/** The money of a programme's vouchers by region, in the order of their codes. */
export async function findRegions(tx: EntityManager, programmeId: string): Promise<RegionUse[]> {
  const rows: Record<keyof RegionUse, string>[] = await tx.query(REGIONS_SQL, [programmeId]);
  return rows.map((row) => {
    const amounts = REGION_AMOUNTS.map((name) => [name, fen(row[name])]);
    return { regionCode: row.regionCode, ...Object.fromEntries(amounts) } as RegionUse;
  });
}

/** The days a programme runs and today, all in Shanghai; null when there is no such programme. */
export async function findDays(
  tx: EntityManager,
  programmeId: string,
): Promise<{ nameZh: string; validFrom: string; validTo: string; today: string } | null> {
  const [row]: { nameZh: string; validFrom: string; validTo: string; today: string }[] =
    await tx.query(
      `SELECT name_zh AS "nameZh", valid_from AS "validFrom", valid_to AS "validTo",
              (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today
         FROM voucher_programme WHERE id = $1`,
      [programmeId],
    );
  return row ?? null;
}

/** The side of the books a statement shows: what an organisation may spend, or what is owed to it. */
export const STATEMENT_SIDES = ['voucher', 'payee'] as const;
export type StatementSide = (typeof STATEMENT_SIDES)[number];

/** Whose statement, of which side and civil days, both included. */
export interface StatementOf {
  organisationId: string;
  side: StatementSide;
  from: string;
  to: string;
}

/** A movement that changed what a statement is about; what moves inside of it, such as a hold, does not. */
export interface StatementLine {
  effectiveOn: string;
  kind: TransferKind;
  programmeNameZh: string;
  orderNumber: string | null;
  reference: string | null;
  /** Signed: more or less for the organisation. */
  amountFen: Fen;
}

const MOVES_SQL = `
  WITH accounts AS (
    SELECT account.id FROM ledger_account account JOIN voucher ON voucher.id = account.voucher_id
     WHERE $2 = 'voucher' AND voucher.organisation_id = $1
    UNION ALL
    SELECT id FROM ledger_account WHERE $2 = 'payee' AND kind = 'claim_payable' AND payee_organisation_id = $1
    UNION ALL
    SELECT claim.credit_account_id FROM ledger_account payable
      JOIN ledger_transfer claim ON claim.debit_account_id = payable.id AND claim.kind = 'claim'
     WHERE $2 = 'payee' AND payable.kind = 'claim_payable' AND payable.payee_organisation_id = $1),
  moves AS (
    SELECT entry.transfer_id, sum(entry.amount_fen) AS amount_fen FROM ledger_entry entry
     WHERE entry.account_id IN (SELECT id FROM accounts) GROUP BY 1 HAVING sum(entry.amount_fen) <> 0)`;

/** What the side held when its first day began, in fen. */
export async function findOpening(tx: EntityManager, of: StatementOf): Promise<Fen> {
  const [row]: { opening: string }[] = await tx.query(
    `${MOVES_SQL}
     SELECT coalesce(sum(moves.amount_fen), 0) AS opening FROM moves
       JOIN ledger_transfer transfer ON transfer.id = moves.transfer_id WHERE transfer.effective_on < $3`,
    [of.organisationId, of.side, of.from],
  );
  return fen(row?.opening ?? 0);
}

/** The movements of the days, in their order. */
export async function findLines(tx: EntityManager, of: StatementOf): Promise<StatementLine[]> {
  const rows: (Omit<StatementLine, 'amountFen'> & { amountFen: string })[] = await tx.query(
    `${MOVES_SQL}
     SELECT transfer.effective_on AS "effectiveOn", transfer.kind, programme.name_zh AS "programmeNameZh",
            placed.number AS "orderNumber", transfer.external_reference AS reference, moves.amount_fen AS "amountFen"
       FROM moves JOIN ledger_transfer transfer ON transfer.id = moves.transfer_id
       JOIN voucher_programme programme ON programme.id = transfer.programme_id
       LEFT JOIN service_order placed ON placed.id = transfer.order_id
      WHERE transfer.effective_on BETWEEN $3 AND $4 ORDER BY transfer.effective_on, transfer.created_at, transfer.id`,
    [of.organisationId, of.side, of.from, of.to],
  );
  return rows.map((row) => ({ ...row, amountFen: fen(row.amountFen) }));
}

/** The first day of this year and today in Shanghai, by the database's clock. */
export async function findYearToDate(tx: EntityManager): Promise<{ from: string; to: string }> {
  const [row]: { from: string; to: string }[] = await tx.query(
    `SELECT date_trunc('year', app_now() AT TIME ZONE 'Asia/Shanghai')::date AS "from",
            (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS "to"`,
  );
  if (!row) throw new Error('the database knows no day');
  return row;
}
