import { buffer, text } from 'node:stream/consumers';
import { read, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { type Fen, fen, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { LedgerBalances } from '../ledger-balances.service';
import type { AccountOwner } from '../ledger';
import type { TransferKind } from '../ledger-transfer.entity';
import { TestBooks } from '../testing/books';
import { VoucherBooks } from './voucher-books.service';

let database: TestDatabase;
let books: TestBooks;
let voucherBooks: VoucherBooks;
let auditor: Actor;
let story: Story;

interface Story {
  programmeId: string;
  organisationId: string;
  payee: string;
}

const setDay = (day: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${day}T12:00:00+08:00`) as DateTime<true>);

async function post(
  kind: TransferKind,
  from: AccountOwner,
  to: AccountOwner,
  amountFen: number,
  orderId?: string,
): Promise<void> {
  const { programmeId } = from;
  await books.run(async (tx) => {
    const debitAccountId = await books.ledger.openAccount(tx, from);
    const creditAccountId = await books.ledger.openAccount(tx, to);
    await books.ledger.post(tx, {
      ...{ id: newId(), kind, programmeId, debitAccountId, creditAccountId, orderId },
      ...{ amountFen: fen(amountFen), actorId: newId(), checkerId: newId() },
    });
  });
}

/** A voucher of Nanhu that is used and paid, one of Pinghu with money set aside, and what became of each when. */
beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  const { dataSource: db } = database;
  voucherBooks = new VoucherBooks(db, new LedgerBalances(db), books.audit);
  auditor = await books.buildActor('auditor');
  await setDay('2026-01-10');
  const programmeId = await books.buildProgramme({ budgetFen: 100_000, paymentMode: 'deduct' });
  const organisationId = await books.buildOrganisation();
  const other = await books.buildOrganisation();
  await db.query(`UPDATE organisation SET region_code = '330482' WHERE id = $1`, [other]);
  await setDay('2026-02-01');
  const { id: voucherId } = await books.buildVoucher({
    ...{ programmeId, organisationId, amountFen: 20_000 },
  });
  const pinghu = await books.buildVoucher({ programmeId, organisationId: other, amountFen: 9_000 });
  await books.buildHold(pinghu.id, 2_500);
  await setDay('2026-03-01');
  const { orderId } = await books.buildHold(voucherId, 6_000);
  const payee = await books.buildOrganisation();
  const parties = { userOrganisationId: organisationId, providerOrganisationId: payee };
  await books.run((tx) =>
    books.vouchers.capture(tx, { orderId, amountFen: fen(5_000), payee: parties, actor: null }),
  );
  await setDay('2026-04-10');
  const payable = { kind: 'claim_payable', programmeId, payeeOrganisationId: payee } as const;
  const claim = { kind: 'claim_in_review', programmeId, claimId: newId() } as const;
  const batch = { kind: 'treasury_clearing', programmeId, paymentBatchId: newId() } as const;
  await post('claim', payable, claim, 5_000, orderId);
  await post('pay', claim, batch, 5_000, orderId);
  await post('confirm', batch, { kind: 'paid', programmeId }, 5_000);
  story = { programmeId, organisationId, payee };
});
afterAll(() => database.drop());

describe('the burn-down of a programme', () => {
  it('tells where every fen is, as a whole and by region, and where spending leads', async () => {
    const burnDown = await voucherBooks.burnDown(story.programmeId);
    expect(burnDown).toMatchObject({
      ...{ planFen: 100_000, unissuedFen: 71_000, freeFen: 21_500, heldFen: 2_500 },
      ...{ payableFen: 0, inReviewFen: 0, instructedFen: 0, paidFen: 5_000, capturedFen: 5_000 },
      // 5,000 in the first hundred of 365 days.
      forecast: { forecastFen: 18_250, exhaustedOn: null },
    });
    const region = (...amounts: [string, number, number, number, number, number]) => {
      const [regionCode, issuedFen, freeFen, heldFen, capturedFen, paidFen] = amounts;
      return { regionCode, issuedFen, freeFen, heldFen, capturedFen, paidFen };
    };
    expect(burnDown.regions).toEqual([
      region('330402', 20_000, 15_000, 0, 5_000, 5_000),
      region('330482', 9_000, 6_500, 2_500, 0, 0),
    ]);
    const sum = (name: 'freeFen' | 'heldFen' | 'capturedFen' | 'paidFen') =>
      burnDown.regions.reduce((total, one) => total + one[name], 0);
    for (const name of ['freeFen', 'heldFen', 'capturedFen', 'paidFen'] as const) {
      expect(sum(name)).toBe(burnDown[name]);
    }
  });

  it('goes away as a sheet with the same figures, and who took it is noted', async () => {
    const call = { actor: auditor, format: 'xlsx', language: 'zh' } as const;
    const { stream } = await voucherBooks.writeBurnDown(story.programmeId, call);
    const sheet = read(await buffer(stream)).Sheets.Sheet1 ?? {};
    expect(utils.sheet_to_json(sheet)).toMatchObject([
      { 地区: '330402', '已使用（元）': 50, '已兑付（元）': 50 },
      { 地区: '330482', '冻结（元）': 25 },
      { 地区: '合计', '预算（元）': 1_000, '未发放（元）': 710, '全年预计使用（元）': 182.5 },
    ]);
    const [noted]: object[] = await database.dataSource.query(
      `SELECT object_id, detail FROM audit_entry WHERE action = 'voucher-books.export'`,
    );
    expect(noted).toEqual({ object_id: story.programmeId, detail: { format: 'xlsx' } });
  });

  it('of a programme nobody knows is not found', async () => {
    await expect(voucherBooks.burnDown(newId())).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('the statement of an organisation', () => {
  const spring = { from: '2026-03-01', to: '2026-03-31' };

  it('has what it may spend: the opening, what moved and the closing', async () => {
    expect(await voucherBooks.statement(story.organisationId, spring)).toEqual({
      ...spring,
      ...{ side: 'voucher', openingFen: 20_000, closingFen: 15_000 },
      movements: [{ kind: 'capture', count: 1, amountFen: -5_000 }],
    });
  });

  it('is of this year until today unless told, and begins where the one before ended', async () => {
    const year = await voucherBooks.statement(story.organisationId, {});
    expect(year).toMatchObject({ from: '2026-01-01', to: '2026-04-10', openingFen: 0 });
    const months = ['2026-01', '2026-02', '2026-03'].map((month) => ({
      ...{ from: `${month}-01`, to: `${month}-${month === '2026-02' ? '28' : '31'}` },
    }));
    let closing: Fen = fen(0);
    for (const month of months) {
      const statement = await voucherBooks.statement(story.organisationId, month);
      expect(statement.openingFen).toBe(closing);
      closing = statement.closingFen;
    }
    expect(closing).toBe(year.closingFen);
  });

  it('of a provider has what is owed to it until it is instructed', async () => {
    const earned = await voucherBooks.statement(story.payee, { side: 'payee', ...spring });
    expect(earned).toMatchObject({ openingFen: 0, closingFen: 5_000 });
    const paid = await voucherBooks.statement(story.payee, { side: 'payee', from: '2026-04-01' });
    expect(paid).toMatchObject({ openingFen: 5_000, closingFen: 0 });
    expect(paid.movements).toEqual([{ kind: 'pay', count: 1, amountFen: -5_000 }]);
    const stranger = await voucherBooks.statement(story.payee, { side: 'voucher' });
    expect(stranger).toMatchObject({ openingFen: 0, movements: [], closingFen: 0 });
  });

  it('goes away as a sheet with every movement and what was left after it', async () => {
    const call = { actor: auditor, format: 'csv', language: 'en' } as const;
    const { stream } = await voucherBooks.writeStatement(story.organisationId, {}, call);
    const lines: Record<string, string>[] = parse(await text(stream), { bom: true, columns: true });
    expect(lines.map((line) => [line.Date, line.Movement, line['Balance (yuan)']])).toEqual([
      ['2026-01-01', 'Opening', '0'],
      ['2026-02-01', 'Issue', '200'],
      ['2026-03-01', 'Capture', '150'],
      ['2026-04-10', 'Closing', '150'],
    ]);
  });

  it('does not run backwards', async () => {
    const backwards = voucherBooks.statement(story.organisationId, {
      ...{ from: '2026-02-02', to: '2026-02-01' },
    });
    await expect(backwards).rejects.toMatchObject({
      members: { errors: [{ pointer: '/to', code: 'period-reversed' }] },
    });
  });
});
