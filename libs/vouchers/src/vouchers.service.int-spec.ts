import { fen, newId } from '@app/common';
import type { Role } from '@app/identity';
import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { ExpireVouchersProcessor } from './expire-vouchers.processor';
import { BudgetExhausted, VoucherInsufficient } from './ledger.errors';
import { TestBooks } from './testing/books';
import {
  CaptureExceedsHold,
  DocumentNumberUsed,
  OrganisationNotEligible,
  VoucherCeilingExceeded,
  VoucherExpired,
  VoucherHeldTwice,
  VoucherHoldNotLive,
  VoucherNotFound,
} from './voucher.errors';

let database: TestDatabase;
let books: TestBooks;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  books = new TestBooks(database.dataSource);
  await setDatabaseTime(database, DateTime.fromISO('2026-06-01T09:00:00+08:00') as DateTime<true>);
});
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});
afterAll(() => database.drop());

/** How many of the attempts came through; the others must have failed with `refusal`. */
async function countSuccesses(
  attempts: Promise<unknown>[],
  ...refusals: (new (...given: never[]) => Error)[]
): Promise<number> {
  const results = await Promise.allSettled(attempts);
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const reason: unknown = result.reason;
    expect(refusals.some((refusal) => reason instanceof refusal) || reason).toBe(true);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

const parties = async () => ({
  userOrganisationId: await books.buildOrganisation(),
  providerOrganisationId: await books.buildOrganisation(),
});

describe('VoucherProgrammesService.appropriate', () => {
  it('books the money of a document once', async () => {
    const programmeId = await books.buildProgramme({ budgetFen: 0 });
    const actor = await books.buildActor('bureau_admin');
    const document = { amountFen: 5_000, documentNumber: '嘉财预〔2026〕12号' };
    const attempts = [1, 2, 3].map(() =>
      books.programmes.appropriate(programmeId, document, actor),
    );
    expect(await countSuccesses(attempts, DocumentNumberUsed)).toBe(1);
    expect(await books.programmes.get(programmeId)).toMatchObject({
      appropriatedFen: 5_000,
      budgetAvailableFen: 5_000,
    });
  });
});

describe('VoucherIssueService.issue', () => {
  it('issues out of the budget, valid to the last day of the programme', async () => {
    const { id, programmeId } = await books.buildVoucher({ amountFen: 700 });
    const seen = await books.issuing.get(id);
    expect(seen).toMatchObject({
      faceValueFen: 700,
      availableFen: 700,
      heldFen: 0,
      capturedFen: 0,
      expiresOn: '2026-12-31',
      expired: false,
    });
    expect(await books.balancesOf(programmeId)).toMatchObject({
      budget_available: 99_999_300,
      voucher_available: 700,
    });
  });

  it('names what the budget has and what was asked', async () => {
    const programmeId = await books.buildProgramme({ budgetFen: 999 });
    const issue = books.buildVoucher({ programmeId, amountFen: 1_000 });
    await expect(issue).rejects.toThrow(BudgetExhausted);
    await expect(issue).rejects.toMatchObject({ members: { availableFen: 999, askedFen: 1_000 } });
  });

  it('keeps the yearly ceiling against parallel issue', async () => {
    const programmeId = await books.buildProgramme({ ceilingFen: 1_000 });
    const organisationId = await books.buildOrganisation();
    const attempts = Array.from({ length: 8 }, () =>
      books.buildVoucher({ programmeId, organisationId, amountFen: 300 }),
    );
    expect(await countSuccesses(attempts, VoucherCeilingExceeded)).toBe(3);
  });

  it('refuses legal forms the programme does not cover and organisations that do not exist', async () => {
    const organisationId = await books.buildOrganisation({ legalForm: 'government' });
    await expect(books.buildVoucher({ organisationId })).rejects.toThrow(OrganisationNotEligible);
    await expect(books.buildVoucher({ organisationId: newId() })).rejects.toThrow(
      OrganisationNotEligible,
    );
  });

  it('is listed for its organisation and for the offices that oversee, for nobody else', async () => {
    const { id, organisationId } = await books.buildVoucher();
    const listedFor = async (role: Role, ofOrganisation?: string) => {
      const reader = await books.buildActor(role, ofOrganisation);
      const { items } = await books.issuing.list({ organisationId }, reader);
      return items.map((voucher) => voucher.id);
    };
    expect(await listedFor('enterprise_member', organisationId)).toEqual([id]);
    expect(await listedFor('auditor')).toEqual([id]);
    for (const role of ['enterprise_admin', 'county_reviewer', 'security_admin'] as const)
      expect(await listedFor(role)).toEqual([]);
  });
});

describe('VouchersService.preview', () => {
  const request = {
    instrumentRegionCode: '310000',
    eligibleFen: fen(1_001),
    purpose: 'testing',
    nature: null,
    serviceEndsAt: DateTime.fromISO('2026-07-01T12:00:00+08:00'),
  };

  it.each([
    ['legal_representative', ['王 晓', '王晓']],
    ['controller', ['嘉兴科创集团', '嘉兴科创集团']],
  ])('pays nothing between organisations of one %s', async (column, [ofUser, ofProvider]) => {
    const { id: voucherId, organisationId: userOrganisationId } = await books.buildVoucher();
    const { providerOrganisationId } = await parties();
    const ask = { ...request, voucherId, userOrganisationId, providerOrganisationId };
    const reason = async () => (await books.run((tx) => books.vouchers.preview(tx, ask))).reason;
    const tell = (id: string, name: string | undefined) =>
      books.db.query(`UPDATE organisation SET ${column} = $2 WHERE id = $1`, [id, name]);
    await tell(userOrganisationId, ofUser);
    expect(await reason()).toBeNull();
    await tell(providerOrganisationId, ofProvider);
    expect(await reason()).toBe('related_party');
    await tell(providerOrganisationId, '另一家');
    expect(await reason()).toBeNull();
  });

  it('tells what the voucher pays, half-up, and never more than it has', async () => {
    const { id: voucherId, organisationId: userOrganisationId } = await books.buildVoucher({
      amountFen: 600,
    });
    const { providerOrganisationId } = await parties();
    const ask = { ...request, voucherId, userOrganisationId, providerOrganisationId };
    expect(await books.run((tx) => books.vouchers.preview(tx, ask))).toEqual({
      voucherFen: 501,
      reason: null,
      rulesVersion: 1,
    });
    const dear = { ...ask, eligibleFen: fen(9_999) };
    expect(await books.run((tx) => books.vouchers.preview(tx, dear))).toEqual({
      voucherFen: 600,
      reason: null,
      rulesVersion: 1,
    });
    const inside = { ...ask, instrumentRegionCode: '330411' };
    expect(await books.run((tx) => books.vouchers.preview(tx, inside))).toEqual({
      voucherFen: 0,
      reason: 'inside_jiaxing',
      rulesVersion: 1,
    });
  });

  it("treats another organisation's voucher as absent", async () => {
    const { id: voucherId } = await books.buildVoucher();
    const ask = { ...request, voucherId, ...(await parties()) };
    await expect(books.run((tx) => books.vouchers.preview(tx, ask))).rejects.toThrow(
      VoucherNotFound,
    );
  });
});

describe('VouchersService.hold', () => {
  it('spends the last fen and not one more, however many ask at once', async () => {
    const { id } = await books.buildVoucher({ amountFen: 1_000 });
    const attempts = Array.from({ length: 15 }, () => books.buildHold(id, 100));
    expect(await countSuccesses(attempts, VoucherInsufficient)).toBe(10);
    await expect(books.buildHold(id, 1)).rejects.toMatchObject({
      members: { availableFen: 0, askedFen: 1 },
    });
  });

  it('holds once for an order', async () => {
    const { id: voucherId } = await books.buildVoucher();
    const order = {
      ...{ orderId: newId(), voucherId, amountFen: fen(5), actor: null },
      providerOrganisationId: newId(),
    };
    const attempts = [1, 2, 3].map(() => books.run((tx) => books.vouchers.hold(tx, order)));
    expect(await countSuccesses(attempts, VoucherHeldTwice)).toBe(1);
  });

  it('can be made again after a release', async () => {
    const { id: voucherId } = await books.buildVoucher();
    const { orderId } = await books.buildHold(voucherId, 5);
    await books.run((tx) => books.vouchers.release(tx, { orderId, actor: null }));
    await books.run((tx) =>
      books.vouchers.hold(tx, {
        ...{ orderId, voucherId, amountFen: fen(6), actor: null },
        providerOrganisationId: newId(),
      }),
    );
  });
});

describe('VouchersService.capture', () => {
  it('pays the payee of the mode and returns the rest', async () => {
    for (const paymentMode of ['reimburse', 'deduct'] as const) {
      const programmeId = await books.buildProgramme({ paymentMode });
      const { id } = await books.buildVoucher({ programmeId, amountFen: 1_000 });
      const { orderId } = await books.buildHold(id, 400);
      const payee = await parties();
      await books.run((tx) =>
        books.vouchers.capture(tx, { orderId, amountFen: fen(250), payee, actor: null }),
      );
      expect(await books.balancesOf(programmeId)).toMatchObject({
        voucher_available: 750,
        voucher_held: 0,
        claim_payable: 250,
      });
      expect(await books.run((tx) => books.vouchers.findCapture(tx, orderId))).toEqual({
        programmeId,
        voucherId: id,
        payeeOrganisationId:
          paymentMode === 'reimburse' ? payee.userOrganisationId : payee.providerOrganisationId,
        paymentMode,
        amountFen: 250,
      });
    }
  });

  it('refuses more than is held, and treats nothing as a release', async () => {
    const { id, programmeId } = await books.buildVoucher({ amountFen: 1_000 });
    const { orderId } = await books.buildHold(id, 400);
    const payee = await parties();
    const capture = (amountFen: number) =>
      books.run((tx) =>
        books.vouchers.capture(tx, { orderId, amountFen: fen(amountFen), payee, actor: null }),
      );
    await expect(capture(401)).rejects.toThrow(CaptureExceedsHold);
    await capture(0);
    expect(await books.balancesOf(programmeId)).toMatchObject({
      voucher_available: 1_000,
      voucher_held: 0,
    });
    expect(await books.run((tx) => books.vouchers.findCapture(tx, orderId))).toBeNull();
  });

  it('or release, whichever comes first, but not both', async () => {
    const { id, programmeId } = await books.buildVoucher({ amountFen: 100_000 });
    const payee = await parties();
    for (let round = 0; round < 10; round += 1) {
      const { orderId } = await books.buildHold(id, 1_000);
      const rivals = [1, 2].flatMap(() => [
        books.run((tx) =>
          books.vouchers.capture(tx, { orderId, amountFen: fen(1_000), payee, actor: null }),
        ),
        books.run((tx) => books.vouchers.release(tx, { orderId, actor: null })),
      ]);
      expect(await countSuccesses(rivals, VoucherHoldNotLive)).toBe(1);
    }
    const { voucher_available: free, claim_payable: used } = await books.balancesOf(programmeId);
    expect((free ?? 0) + (used ?? 0)).toBe(100_000);
  });
});

describe('ExpireVouchersProcessor', () => {
  it('returns what is free to the budget, and what was held when it is released', async () => {
    const programmeId = await books.buildProgramme({ validTo: '2026-06-30', budgetFen: 1_000 });
    const { id, organisationId } = await books.buildVoucher({ programmeId, amountFen: 1_000 });
    const [{ orderId }, { orderId: other }] = [
      await books.buildHold(id, 300),
      await books.buildHold(id, 200),
    ];
    await setDatabaseTime(
      database,
      DateTime.fromISO('2026-06-30T23:59:59.999+08:00') as DateTime<true>,
    );
    await runExpiry();
    expect(await books.balancesOf(programmeId)).toMatchObject({
      budget_available: 0,
      voucher_available: 500,
    });
    await setDatabaseTime(
      database,
      DateTime.fromISO('2026-07-01T00:00:00+08:00') as DateTime<true>,
    );
    await expect(books.buildHold(id, 1)).rejects.toThrow(VoucherExpired);
    await Promise.all([runExpiry(), runExpiry()]);
    expect(await books.balancesOf(programmeId)).toMatchObject({
      budget_available: 500,
      voucher_available: 0,
      voucher_held: 500,
    });
    await books.run((tx) => books.vouchers.release(tx, { orderId, actor: null }));
    const payee = await parties();
    await books.run((tx) =>
      books.vouchers.capture(tx, { orderId: other, amountFen: fen(150), payee, actor: null }),
    );
    expect(await books.balancesOf(programmeId)).toMatchObject({
      budget_available: 850,
      voucher_held: 0,
      claim_payable: 150,
    });
    const bureau = await books.buildActor('bureau_reviewer');
    const { items } = await books.issuing.listEntries(id, { limit: 3 });
    expect(items.map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['issue', 1_000],
      ['hold', -300],
      ['hold', 300],
    ]);
    expect(await books.issuing.list({ organisationId }, bureau)).toMatchObject({
      items: [{ id, expired: true, heldFen: 0, capturedFen: 150 }],
    });
  });

  const runExpiry = () =>
    new ExpireVouchersProcessor(database.dataSource, books.ledger, books.audit).process(
      {},
      { messageId: null, attempt: 1, done: () => Promise.resolve() },
    );
});
