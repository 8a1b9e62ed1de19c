import { fen, FieldsRefused, newId } from '@app/common';
import { VersionConflict } from '@app/http';
import { OrderNotFound } from '@app/orders';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import {
  BatchOfSeveralProgrammes,
  BatchStateConflict,
  ClaimsNotPayable,
  ClaimStateConflict,
  InvoiceUsedTwice,
  NotThePayee,
  OrderClaimedTwice,
  OrderNotClaimable,
  PaymentReferenceUsed,
  SecondPersonRequired,
} from './claim.errors';
import { ClaimDesk } from './testing/claim-desk';

let database: TestDatabase;
let desk: ClaimDesk;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  directory = mkdtempSync(join(tmpdir(), 'jiayi-claims-'));
  desk = new ClaimDesk(database.dataSource, directory);
});
afterEach(async () => {
  expect((await desk.invariants.check()).violations).toEqual([]);
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

type Refusal = new (...given: never[]) => Error;

/** How many of the attempts came through; the others must have failed with one of the refusals. */
async function countSuccesses(
  attempts: Promise<unknown>[],
  ...refusals: Refusal[]
): Promise<number> {
  const results = await Promise.allSettled(attempts);
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    const reason: unknown = result.reason;
    expect(refusals.some((refusal) => reason instanceof refusal) || reason).toBe(true);
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

describe('ClaimsService.submit', () => {
  it('claims exactly what the order used, for the payee of the mode', async () => {
    for (const paymentMode of ['reimburse', 'deduct'] as const) {
      const settled = await desk.buildSettled({ paymentMode });
      await expect(desk.claims.submit(desk.papersFor(settled), settled.other)).rejects.toThrow(
        NotThePayee,
      );
      const claim = await desk.claims.submit(desk.papersFor(settled), settled.payee);
      expect(claim).toMatchObject({
        state: 'submitted',
        amountFen: 5_000,
        payeeOrganisationId: settled.payee.organisationId,
        makerId: settled.payee.userId,
        version: 1,
      });
      expect(await desk.balancesOf(settled.programmeId)).toMatchObject({
        claim_payable: 0,
        claim_in_review: 5_000,
      });
    }
  });

  it('keeps the papers', async () => {
    const settled = await desk.buildSettled();
    const { payee } = settled;
    const file = await desk.files.put({
      ownerOrganisationId: payee.organisationId,
      name: '合同.pdf',
      mediaType: 'application/pdf',
      content: Buffer.from('%PDF'),
    });
    const papers = desk.papersFor(settled, { files: [file.id] });
    const claim = await desk.claims.submit(papers, payee);
    expect(claim.files).toEqual([file.id]);
    expect(claim.paymentProof).toEqual(papers.paymentProof);
    expect(claim.invoices).toEqual([
      {
        ...papers.invoices[0],
        code: '',
        number: papers.invoices[0]?.number.toUpperCase(),
        usedFen: 10_000,
      },
    ]);
  });

  it('refuses papers that do not carry it, and files of others', async () => {
    const settled = await desk.buildSettled();
    const file = await desk.files.put({
      ownerOrganisationId: settled.other.organisationId,
      name: 'a.pdf',
      mediaType: 'application/pdf',
      content: Buffer.from('x'),
    });
    const invoices = [{ number: '1', issuedOn: '2026-01-05', amountFen: fen(9_999) }];
    const poor = desk.papersFor(settled, { invoices, paymentProof: null, files: [file.id] });
    const submit = desk.claims.submit(poor, settled.payee);
    await expect(submit).rejects.toThrow(FieldsRefused);
    await expect(submit).rejects.toMatchObject({
      members: {
        errors: [{ pointer: '/invoices' }, { pointer: '/paymentProof' }, { pointer: '/files' }],
      },
    });
  });

  it('waits while the order is disputed, and asks for what the settled fee leaves', async () => {
    const settled = await desk.buildSettled({ state: 'completed' });
    const { orderId, payee, other } = settled;
    await desk.disputes.open(payee, orderId, '部分数据缺失', {});
    const submit = () => desk.claims.submit(desk.papersFor(settled), payee);
    await expect(submit()).rejects.toMatchObject({ members: { state: 'disputed' } });
    await desk.disputes.offer(other, orderId, { feeFen: 6_000, reason: '补偿' }, {});
    await desk.disputes.acceptOffer(payee, orderId, 6_000, {});
    expect(await submit()).toMatchObject({ state: 'submitted', amountFen: 3_000 });
    expect(await desk.balancesOf(settled.programmeId)).toMatchObject({
      ...{ claim_payable: 0, claim_in_review: 3_000, voucher_available: 7_000 },
    });
    expect((await desk.invariants.check()).violations).toEqual([]);
  });

  it('refuses an order that is not accepted, and hides orders of others', async () => {
    const settled = await desk.buildSettled({ state: 'completed' });
    await expect(desk.claims.submit(desk.papersFor(settled), settled.payee)).rejects.toThrow(
      OrderNotClaimable,
    );
    const stranger = await desk.buildActor('enterprise_admin');
    await expect(desk.claims.submit(desk.papersFor(settled), stranger)).rejects.toThrow(
      OrderNotFound,
    );
  });

  it('claims an order once, however many ask at once', async () => {
    const settled = await desk.buildSettled();
    const attempts = Array.from({ length: 6 }, () =>
      desk.claims.submit(desk.papersFor(settled), settled.payee),
    );
    expect(await countSuccesses(attempts, OrderClaimedTwice)).toBe(1);
  });

  it('takes an invoice once, however it is written and however many ask at once', async () => {
    const writings = [
      '24332000000000000017',
      '２４３３２０００００００００００００１７',
      ' 2433 2000 0000 0000 0017',
    ];
    const attempts = writings.map(async (number) => {
      const settled = await desk.buildSettled();
      const invoices = [{ number, issuedOn: '2026-01-05', amountFen: fen(10_000) }];
      return desk.claims.submit(desk.papersFor(settled, { invoices }), settled.payee);
    });
    expect(await countSuccesses(attempts, InvoiceUsedTwice)).toBe(1);
  });

  it('does not deadlock when two claims list the same invoices in opposite order', async () => {
    for (let round = 0; round < 5; round += 1) {
      const pair = [await desk.buildSettled(), await desk.buildSettled()];
      const invoices = ['A', 'B'].map((letter) => ({
        number: `${letter}${newId()}`,
        issuedOn: '2026-01-05',
        amountFen: fen(10_000),
      }));
      const attempts = pair.map((settled, at) =>
        desk.claims.submit(
          desk.papersFor(settled, { invoices: at === 0 ? invoices : [...invoices].reverse() }),
          settled.payee,
        ),
      );
      expect(await countSuccesses(attempts, InvoiceUsedTwice)).toBe(1);
    }
  });
});

describe('the review of a claim', () => {
  it('needs a second person who is no party', async () => {
    const { claim, payee, other } = await desk.buildClaim();
    const insider = {
      ...(await desk.buildActor('bureau_reviewer')),
      organisationId: other.organisationId,
    };
    await expect(desk.claims.approve(claim.id, payee, {})).rejects.toThrow(SecondPersonRequired);
    await expect(desk.claims.approve(claim.id, insider, {})).rejects.toThrow(SecondPersonRequired);
    const maker = { ...(await desk.buildActor('bureau_reviewer')), userId: payee.userId };
    await expect(desk.claims.approve(claim.id, maker, {})).rejects.toThrow(SecondPersonRequired);
    const reviewer = await desk.buildActor('bureau_reviewer');
    expect(await desk.claims.approve(claim.id, reviewer, {})).toMatchObject({
      state: 'approved',
      reviewerId: reviewer.userId,
      version: 2,
    });
  });

  it('decides once, whoever is faster', async () => {
    const { claim, programmeId } = await desk.buildClaim();
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(() => desk.buildActor('bureau_reviewer')),
    );
    const attempts = [
      desk.claims.approve(claim.id, first!, {}),
      desk.claims.reject(claim.id, '不符合', second!, {}),
      desk.claims.sendBack(claim.id, '请补正', third!, {}),
    ];
    // A returned claim may still be rejected; every other pair excludes each other.
    expect(await countSuccesses(attempts, ClaimStateConflict)).toBeLessThanOrEqual(2);
    const { claim_payable: payable = 0, claim_in_review: review = 0 } =
      await desk.balancesOf(programmeId);
    expect(payable + review).toBe(5_000);
  });

  it('sends back, takes repaired papers and frees the invoices that were replaced', async () => {
    const { claim, payee } = await desk.buildClaim();
    const reviewer = await desk.buildActor('bureau_reviewer');
    expect(await desk.claims.sendBack(claim.id, '发票抬头有误', reviewer, {})).toMatchObject({
      state: 'returned',
      returnReason: '发票抬头有误',
    });
    const repaired = await desk.claims.resubmit(claim.id, desk.papersFor(claim), payee, {
      ifMatch: '"2"',
    });
    expect(repaired).toMatchObject({ state: 'submitted', version: 3, reviewerId: null });
    const next = await desk.buildSettled();
    const reused = desk.papersFor(next, { invoices: claim.invoices });
    expect(await desk.claims.submit(reused, next.payee)).toMatchObject({ state: 'submitted' });
    await expect(desk.claims.resubmit(claim.id, desk.papersFor(claim), payee, {})).rejects.toThrow(
      ClaimStateConflict,
    );
  });

  it('rejects for good: money and invoices are free for a new claim', async () => {
    const { claim, payee, programmeId, orderId } = await desk.buildClaim();
    await desk.claims.reject(
      claim.id,
      '不属于支持范围',
      await desk.buildActor('bureau_reviewer'),
      {},
    );
    expect(await desk.balancesOf(programmeId)).toMatchObject({
      claim_payable: 5_000,
      claim_in_review: 0,
    });
    const again = await desk.claims.submit(
      desk.papersFor({ orderId }, { invoices: claim.invoices }),
      payee,
    );
    expect(again).toMatchObject({ state: 'submitted', amountFen: 5_000 });
    expect(await desk.claims.get(claim.id)).toMatchObject({
      state: 'rejected',
      invoices: claim.invoices,
    });
  });

  it('honours If-Match', async () => {
    const { claim } = await desk.buildClaim();
    const reviewer = await desk.buildActor('bureau_reviewer');
    await expect(desk.claims.approve(claim.id, reviewer, { ifMatch: '"7"' })).rejects.toThrow(
      VersionConflict,
    );
  });

  it('is listed for the payee and for those who oversee, for nobody else', async () => {
    const { claim, payee, other } = await desk.buildClaim();
    expect((await desk.claims.list({}, payee)).items.map(({ id }) => id)).toEqual([claim.id]);
    expect((await desk.claims.list({}, other)).items).toEqual([]);
    const auditor = await desk.buildActor('auditor');
    expect(await desk.claims.list({ state: 'submitted', limit: 1 }, auditor)).toMatchObject({
      items: [{ id: claim.id }],
      next: expect.any(String) as string,
    });
  });
});

describe('PaymentBatchesService', () => {
  it('pays approved claims by two further persons', async () => {
    const one = await desk.buildApproved();
    const two = await desk.buildApproved(one.programmeId);
    const [maker, checker] = [
      await desk.buildActor('finance_officer'),
      await desk.buildActor('bureau_admin'),
    ];
    await expect(desk.batches.create([one.id, two.id], two.reviewer)).rejects.toThrow(
      SecondPersonRequired,
    );
    const batch = await desk.batches.create([one.id, two.id, one.id], maker);
    expect(batch).toMatchObject({ state: 'instructed', totalFen: 10_000 });
    expect(batch.number).toMatch(/^BF\d{4}-\d{4}$/);
    expect(batch.claims.map(({ claimId }) => claimId)).toEqual([one.id, two.id]);
    expect(await desk.balancesOf(one.programmeId)).toMatchObject({
      claim_in_review: 0,
      treasury_clearing: 10_000,
      paid: 0,
    });
    expect((await desk.invariants.check()).violations).toEqual([]);
    for (const involved of [maker, one.reviewer, two.reviewer]) {
      await expect(desk.batches.confirm(batch.id, 'R-1', involved, {})).rejects.toThrow(
        SecondPersonRequired,
      );
    }
    expect(await desk.batches.confirm(batch.id, 'R-1', checker, {})).toMatchObject({
      state: 'confirmed',
      reference: 'R-1',
    });
    expect(await desk.balancesOf(one.programmeId)).toMatchObject({
      treasury_clearing: 0,
      paid: 10_000,
    });
    expect(await desk.claims.get(one.id)).toMatchObject({
      state: 'paid',
      paymentBatchId: batch.id,
    });
    await expect(desk.batches.confirm(batch.id, 'R-2', checker, {})).rejects.toThrow(
      BatchStateConflict,
    );
    expect((await desk.batches.list({ limit: 1 })).items[0]).toMatchObject({
      id: batch.id,
      claims: batch.claims,
    });
  });

  it('pays a claim once, however many batches want it', async () => {
    const first = await desk.buildApproved();
    const second = await desk.buildApproved(first.programmeId);
    const maker = await desk.buildActor('finance_officer');
    const attempts = Array.from({ length: 6 }, (_, at) =>
      desk.batches.create(at % 2 ? [first.id, second.id] : [second.id, first.id], maker),
    );
    expect(await countSuccesses(attempts, ClaimsNotPayable)).toBe(1);
  });

  it('confirms once, and takes a receipt once in the whole system', async () => {
    const maker = await desk.buildActor('finance_officer');
    const checkers = await Promise.all([1, 2, 3].map(() => desk.buildActor('bureau_admin')));
    const build = async () => desk.batches.create([(await desk.buildApproved()).id], maker);
    const [here, there] = [await build(), await build()];
    const attempts = checkers.map((checker) =>
      desk.batches.confirm(here.id, '回单-7', checker, {}),
    );
    expect(await countSuccesses(attempts, BatchStateConflict)).toBe(1);
    await expect(desk.batches.confirm(there.id, '回单-7', checkers[0]!, {})).rejects.toThrow(
      PaymentReferenceUsed,
    );
  });

  it('refuses claims that are not approved or of several programmes', async () => {
    const maker = await desk.buildActor('finance_officer');
    const { claim } = await desk.buildClaim();
    const [one, two] = [await desk.buildApproved(), await desk.buildApproved()];
    const unknown = newId();
    const mixed = desk.batches.create([one.id, claim.id, unknown], maker);
    await expect(mixed).rejects.toThrow(ClaimsNotPayable);
    await expect(mixed).rejects.toMatchObject({ members: { claimIds: [claim.id, unknown] } });
    await expect(desk.batches.create([one.id, two.id], maker)).rejects.toThrow(
      BatchOfSeveralProgrammes,
    );
  });
});
