import { fen } from '@app/common';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { TestBooks } from '../testing/books';
import { WithdrawalDesk } from '../testing/withdrawal-desk';

let database: TestDatabase;
let books: TestBooks;
let desk: WithdrawalDesk;

beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  desk = new WithdrawalDesk(books);
});
afterEach(async () => expect(await books.violations()).toEqual([]));
afterAll(() => database.drop());

const buildVoucher = async () => {
  const programmeId = await books.buildProgramme({ budgetFen: 5_000, validTo: '2099-12-31' });
  const { id } = await books.buildVoucher({ programmeId, amountFen: 1_000 });
  return { id, programmeId };
};

describe('VoucherWithdrawals', () => {
  it('returns what is unused to the budget; what is held stays, and goes there once released', async () => {
    const { id, programmeId } = await buildVoucher();
    const { orderId } = await books.buildHold(id, 400);
    await desk.propose(id, programmeId);
    expect(await desk.approve(id, programmeId)).toMatchObject({
      state: 'approved',
      amountFen: 600,
    });
    expect(await books.issuing.get(id)).toMatchObject({
      ...{ availableFen: 0, heldFen: 400, withdrawnFen: 600 },
      withdrawnAt: expect.any(String) as string,
    });
    await expect(books.buildHold(id, 1)).rejects.toMatchObject({ code: 'voucher-withdrawn' });
    await books.run((tx) => books.vouchers.release(tx, { orderId, actor: null }));
    expect(await books.balancesOf(programmeId)).toMatchObject({
      ...{ budget_available: 5_000, voucher_available: 0, voucher_held: 0 },
    });
    const mails: object[] = await books.db.query(
      `SELECT payload ->> 'mail' AS mail FROM outbox_message WHERE job = 'send-mail'`,
    );
    expect(mails).toEqual([{ mail: 'voucher-withdrawn' }]);
  });

  it('needs another person of the issuer', async () => {
    const { id, programmeId } = await buildVoucher();
    const maker = await desk.issuer(programmeId);
    const stranger = await books.buildActor('bureau_admin');
    await expect(desk.withdrawals.propose(stranger, id, '误发', {})).rejects.toMatchObject({
      code: 'not-the-issuer',
    });
    await desk.withdrawals.propose(maker, id, '误发', {});
    await expect(desk.withdrawals.approve(maker, id, {})).rejects.toMatchObject({
      code: 'second-person-required',
    });
    await expect(desk.withdrawals.approve(stranger, id, {})).rejects.toMatchObject({
      code: 'not-the-issuer',
    });
    await expect(
      books.db.query(
        'UPDATE voucher_withdrawal SET decided_by = proposed_by WHERE voucher_id = $1',
        [id],
      ),
    ).rejects.toMatchObject({
      driverError: { constraint: 'voucher_withdrawal_decided_by_another' },
    });
  });

  it('waits for one decision at a time, and may be proposed again once declined', async () => {
    const { id, programmeId } = await buildVoucher();
    await expect(desk.approve(id, programmeId)).rejects.toMatchObject({
      code: 'voucher-withdrawal-state',
    });
    await desk.propose(id, programmeId);
    await expect(desk.propose(id, programmeId)).rejects.toMatchObject({
      code: 'voucher-withdrawal-state',
    });
    await desk.withdrawals.decline(await desk.issuer(programmeId), id, '仍需使用', {});
    await desk.propose(id, programmeId);
    const { items } = await desk.withdrawals.list(id, {});
    expect(items.map(({ state }) => state)).toEqual(['proposed', 'declined']);
  });

  it('has nothing to take back of what is held or withdrawn', async () => {
    const { id, programmeId } = await buildVoucher();
    await books.buildHold(id, fen(1_000));
    await expect(desk.propose(id, programmeId)).rejects.toMatchObject({
      ...{ code: 'voucher-not-withdrawable', members: { reason: 'nothing-unused' } },
    });
    const other = await buildVoucher();
    await desk.propose(other.id, other.programmeId);
    await desk.approve(other.id, other.programmeId);
    await expect(desk.propose(other.id, other.programmeId)).rejects.toMatchObject({
      ...{ code: 'voucher-not-withdrawable', members: { reason: 'withdrawn' } },
    });
  });
});
