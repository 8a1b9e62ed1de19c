import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { newId } from '@app/common';
import { creditCodeOf, type SettlementDesk, type Sides } from '../testing/settlement-desk';
import { StatementDesk } from '../testing/statement-desk';

let database: TestDatabase;
let desk: StatementDesk;
let sides: Sides;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new StatementDesk(database.dataSource);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  orderId = await desk.buildOrder(sides);
});

const suggested = async (receiptId: string) =>
  (await desk.suggestions.list(receiptId)).map(({ kind, orderId: id, amountFen, reasons }) => ({
    ...{ kind, id, amountFen, reasons },
  }));

/** Money of somebody whose name says nothing, for a sum that nothing has open. */
const receipt = (change: Parameters<SettlementDesk['receipt']>[2] = {}, amountFen = 777) =>
  desk.receipt(sides, amountFen, { payerName: '某某公司', ...change });

describe('ReceiptSuggestions.list', () => {
  it('finds the order whose number the payer wrote, however it is written', async () => {
    // The number of a test's order is its id.
    const bare = orderId.replaceAll('-', '').toUpperCase();
    for (const remark of [`检测费 ${orderId}`, `货款${bare}号`, [...bare].join(' ')]) {
      const { id } = await receipt({ remark });
      expect(await suggested(id)).toEqual([
        { kind: 'order', id: orderId, amountFen: 777, reasons: ['number'] },
      ]);
    }
  });

  it('finds what is open by its exact amount, by the payer’s name and by the credit code', async () => {
    const exact = await receipt({}, 10_000);
    expect(await suggested(exact.id)).toMatchObject([{ reasons: ['exact-amount'] }]);
    const code = creditCodeOf(sides.user.organisationId).toUpperCase();
    await desk.db.query('UPDATE organisation SET name_zh = $2, credit_code = $3 WHERE id = $1', [
      ...[sides.user.organisationId, `嘉兴${code}（集团）公司`, code],
    ]);
    const named = await receipt({ payerName: `嘉兴 ${code}(集团)公司` });
    expect(await suggested(named.id)).toMatchObject([{ reasons: ['credit-code', 'payer'] }]);
    const coded = await receipt({ remark: `税号${code}` });
    expect(await suggested(coded.id)).toMatchObject([{ reasons: ['credit-code'] }]);
  });

  it('puts what has more for it first, and invoices beside their orders', async () => {
    const second = await desk.buildOrder(sides, { feeFen: 4_000 });
    const invoice = await desk.invoice(sides, { [orderId]: 2_500, [second]: 1_500 });
    const paid = await receipt({ payerOrganisationId: sides.user.organisationId }, 4_000);
    expect(await suggested(paid.id)).toEqual([
      { kind: 'order', id: second, amountFen: 4_000, reasons: ['payer', 'exact-amount'] },
      { kind: 'invoice', id: null, amountFen: 4_000, reasons: ['payer', 'exact-amount'] },
      { kind: 'order', id: orderId, amountFen: 4_000, reasons: ['payer'] },
    ]);
    const slip = await receipt({ remark: invoice.number });
    expect(await desk.suggestions.list(slip.id)).toMatchObject([{ invoiceId: invoice.id }]);
    await desk.match(sides, paid.id, { invoiceId: invoice.id }, 4_000);
    expect(await suggested(paid.id)).toEqual([]);
    expect(await suggested(slip.id)).toEqual([]);
  });

  it('names a statement whose open sum arrived, or whose number the payer wrote, until it is paid', async () => {
    const second = await desk.buildOrder(sides, { feeFen: 4_000 });
    const drafted = await desk.draft(sides);
    const whole = await receipt({}, 14_000);
    expect(await suggested(whole.id)).toEqual([]);
    const { id } = await desk.statements.send(sides.holder, drafted.id, {});
    const named = { kind: 'statement', statementId: id, number: drafted.number, openFen: 14_000 };
    expect(await desk.suggestions.list(whole.id)).toMatchObject([
      { ...named, orderId: null, invoiceId: null, amountFen: 14_000, reasons: ['exact-amount'] },
    ]);
    const noted = await receipt({ remark: `结算单${drafted.number.replaceAll('-', '')}` });
    expect(await desk.suggestions.list(noted.id)).toMatchObject([
      { ...named, amountFen: 777, reasons: ['number'] },
    ]);
    await desk.match(sides, whole.id, { orderId }, 10_000);
    expect(await desk.suggestions.list(whole.id)).toMatchObject([
      { kind: 'statement', statementId: id, openFen: 4_000, reasons: ['exact-amount'] },
      { kind: 'order', orderId: second, reasons: ['exact-amount'] },
    ]);
    await desk.match(sides, whole.id, { orderId: second }, 4_000);
    expect(await suggested(noted.id)).toEqual([]);
  });

  it('names no statement that is disputed or void, nor an order that was left out of it', async () => {
    const second = await desk.buildOrder(sides, { feeFen: 4_000 });
    const { id } = await desk.send(sides);
    const whole = await receipt({}, 14_000);
    await desk.statements.dispute(sides.user, id, { reason: '有误' }, {});
    expect(await suggested(whole.id)).toEqual([]);
    await desk.statements.correct(sides.holder, id, { leaveOut: [second] }, {});
    await desk.statements.send(sides.holder, id, {});
    expect(await suggested(whole.id)).toEqual([]);
    const part = await receipt({}, 10_000);
    expect(await suggested(part.id)).toMatchObject([{ kind: 'statement' }, { id: orderId }]);
    await desk.statements.void(sides.holder, id, { reason: '有误' }, {});
    expect(await suggested(part.id)).toMatchObject([{ kind: 'order', id: orderId }]);
  });

  it('names nothing that is paid, of another payer, or of another holder', async () => {
    const other = await desk.buildActor('enterprise_admin');
    const known = await receipt({ payerOrganisationId: other.organisationId }, 10_000);
    expect(await suggested(known.id)).toEqual([]);
    const others = await desk.buildSides();
    const elsewhere = await desk.receipt(others, 10_000, { remark: orderId });
    expect(await suggested(elsewhere.id)).toEqual([]);
    const { id } = await desk.receipt(sides, 20_000, { remark: orderId });
    await desk.match(sides, id, { orderId }, 10_000);
    expect(await suggested(id)).toEqual([]);
    await expect(desk.suggestions.list(newId())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('receipts by age', () => {
  it('lists what arrived first first, page by page', async () => {
    const days = ['2026-01-09', '2026-01-03', '2026-01-03', '2026-01-05'];
    for (const receivedOn of days) await receipt({ receivedOn });
    const used = await receipt({ receivedOn: '2026-01-01' });
    await desk.match(sides, used.id, { orderId }, 777);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { open: true, order: 'oldest' as const, limit: 2, cursor };
      const { items, next } = await desk.receipts.list(query, sides.holder);
      seen.push(...items.map(({ receivedOn }) => receivedOn));
      expect(items.every(({ ageDays }) => ageDays > 0)).toBe(true);
      cursor = next;
    } while (cursor !== undefined);
    expect(seen).toEqual([...days].sort());
  });
});
