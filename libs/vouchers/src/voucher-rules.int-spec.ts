import { type Fen, fen, newId } from '@app/common';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
import { TestBooks } from './testing/books';
import { SERVICE_NATURES, type ServiceNature, USUALLY_EXCLUDED } from './voucher.rules';
import type { ChangeVoucherRules } from './voucher-rules.dto';
import type { SubsidyRequest } from './vouchers.service';
import {
  NotTheIssuer,
  VoucherCapExceeded,
  VoucherCeilingExceeded,
  VoucherCeilingUndetermined,
  VoucherProgrammeNotFound,
} from './voucher.errors';

let database: TestDatabase;
let books: TestBooks;
let owner: Client;

const at = (iso: string) => DateTime.fromISO(`${iso}+08:00`) as DateTime<true>;
const TODAY = at('2026-06-01T09:00:00');
const TOMORROW = at('2026-06-02T09:00:00');

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  books = new TestBooks(database.dataSource);
  owner = new Client({ connectionString: database.urls.owner });
  await owner.connect();
});
beforeEach(() => setDatabaseTime(database, TODAY));
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

/** A programme whose second version is in force tomorrow, and the database's clock there. */
async function buildChanged(change: Partial<ChangeVoucherRules>): Promise<string> {
  const programmeId = await books.buildProgramme();
  await books.changeRules(programmeId, { ...change, inForceFrom: '2026-06-02' });
  await setDatabaseTime(database, TOMORROW);
  return programmeId;
}

const previewOf = (
  voucher: { id: string; organisationId: string },
  ask: Partial<SubsidyRequest> = {},
) =>
  books.run((tx) =>
    books.vouchers.preview(tx, {
      voucherId: voucher.id,
      userOrganisationId: voucher.organisationId,
      providerOrganisationId: newId(),
      instrumentRegionCode: '310000',
      eligibleFen: fen(10_000),
      purpose: 'testing',
      nature: null,
      serviceEndsAt: at('2026-07-01T12:00:00'),
      ...ask,
    }),
  );

const hold = (voucherId: string, amountFen: Fen, more: object = {}) =>
  books.run((tx) =>
    books.vouchers.hold(tx, {
      ...{ orderId: newId(), voucherId, amountFen, actor: null },
      ...{ providerOrganisationId: newId(), ...more },
    }),
  );

const refused = (pointer: string) => ({
  members: { errors: [expect.objectContaining({ pointer })] },
});

describe('VoucherRulesService.change', () => {
  it('adds versions beside the one a programme was made with', async () => {
    const programmeId = await books.buildProgramme();
    const version = await books.changeRules(programmeId, {
      ...{ inForceFrom: '2026-06-02', ratio: 0.3, ceilingFen: 5_000 },
      formCeilings: [{ legalForm: 'public_institution', ceilingFen: null }],
      ...{ orderCapFen: 900, evidence: ['contract', 'invoice'], samplingRatio: 0.05 },
      ...{ source: '嘉科〔2026〕1号', reason: '预算调整' },
    });
    expect(version).toBe(2);
    const { items } = await books.rules.list(programmeId, {});
    expect(items).toMatchObject([
      {
        ...{ version: 2, inForceFrom: '2026-06-02', ratio: 0.3, ceilingFen: 5_000 },
        formCeilings: [{ legalForm: 'public_institution', ceilingFen: null }],
        ...{ ceilingBasis: 'issued', orderCapFen: 900, providerCapFen: null },
        ...{ evidence: ['contract', 'invoice'], samplingRatio: 0.05 },
        ...{ source: '嘉科〔2026〕1号', reason: '预算调整' },
      },
      { version: 1, inForceFrom: '2026-06-01', ratio: 0.5, orderCapFen: null, reason: null },
    ]);
    expect(await books.programmes.get(programmeId)).toMatchObject({ rulesVersion: 1, ratio: 0.5 });
    await setDatabaseTime(database, at('2026-06-02T00:00:00'));
    expect(await books.programmes.get(programmeId)).toMatchObject({ rulesVersion: 2, ratio: 0.3 });
  });

  it('goes on page by page', async () => {
    const programmeId = await books.buildProgramme();
    await books.changeRules(programmeId, { inForceFrom: '2026-06-02' });
    const { items, next } = await books.rules.list(programmeId, { limit: 1 });
    const rest = await books.rules.list(programmeId, { limit: 1, cursor: next });
    expect([...items, ...rest.items].map(({ version }) => version)).toEqual([2, 1]);
    expect(rest.next).toBeUndefined();
  });

  it('refuses what would touch today, pays nothing, or names a legal form twice', async () => {
    const programmeId = await books.buildProgramme();
    const change = (given: object) =>
      books.changeRules(programmeId, { inForceFrom: '2026-06-02', ...given });
    await expect(change({ inForceFrom: '2026-06-01' })).rejects.toMatchObject(
      refused('/inForceFrom'),
    );
    await expect(change({ ratio: 0 })).rejects.toMatchObject(refused('/ratio'));
    const twice = [1, 2].map((ceilingFen) => ({ legalForm: 'enterprise', ceilingFen }));
    await expect(change({ formCeilings: twice })).rejects.toMatchObject(refused('/formCeilings'));
  });

  it("is the issuer's alone, and of programmes that are", async () => {
    const programmeId = await books.buildProgramme();
    const { issuerOrganisationId } = await books.programmes.get(programmeId);
    const rules = {
      ...{ inForceFrom: '2026-06-02', ratio: 0.5, purposes: ['testing' as const] },
      ...{ eligibleForms: ['enterprise' as const], outsideJiaxingOnly: true },
      ...{ source: '测试', reason: '测试' },
    };
    const stranger = await books.buildActor('bureau_admin');
    await expect(books.rules.change(programmeId, rules, stranger)).rejects.toThrow(NotTheIssuer);
    const issuer = await books.buildActor('bureau_admin', issuerOrganisationId);
    await expect(books.rules.change(newId(), rules, issuer)).rejects.toThrow(
      VoucherProgrammeNotFound,
    );
    await expect(books.rules.list(newId(), {})).rejects.toThrow(VoucherProgrammeNotFound);
  });

  it('numbers versions made at once one after the other', async () => {
    const programmeId = await books.buildProgramme();
    const versions = await Promise.all(
      [1, 2, 3, 4].map(() => books.changeRules(programmeId, { inForceFrom: '2026-06-02' })),
    );
    expect(versions.sort()).toEqual([2, 3, 4, 5]);
  });

  it('never changes a version: the database refuses the owner too', async () => {
    for (const sql of [
      'UPDATE voucher_rules SET ratio = 1',
      'DELETE FROM voucher_rules',
      'TRUNCATE voucher_rules',
    ])
      await expect(owner.query(sql)).rejects.toMatchObject({
        constraint: 'voucher_rules_append_only',
      });
  });
});

describe('a change of rules', () => {
  it('leaves what was placed before under the rules of then, and takes what comes after', async () => {
    const programmeId = await books.buildProgramme();
    const voucher = await books.buildVoucher({ programmeId });
    await books.changeRules(programmeId, { inForceFrom: '2026-06-02', ratio: 0.2 });
    await setDatabaseTime(database, TOMORROW);
    expect(await previewOf(voucher)).toEqual({ voucherFen: 2_000, reason: null, rulesVersion: 2 });
    expect(await previewOf(voucher, { placedAt: TODAY })).toEqual({
      ...{ voucherFen: 5_000, reason: null, rulesVersion: 1 },
    });
    const [before, after] = [
      await hold(voucher.id, fen(5_000), { placedAt: TODAY }),
      await hold(voucher.id, fen(2_000)),
    ];
    const versions: unknown[] = await database.dataSource.query(
      'SELECT rules_version FROM voucher_hold WHERE id IN ($1, $2) ORDER BY rules_version',
      [before.holdId, after.holdId],
    );
    expect(versions).toEqual([{ rules_version: 1 }, { rules_version: 2 }]);
  });

  it('is in force from the midnight of Shanghai', async () => {
    const programmeId = await books.buildProgramme();
    const voucher = await books.buildVoucher({ programmeId });
    await books.changeRules(programmeId, { inForceFrom: '2027-01-01', ratio: 0.2 });
    const [last, first] = ['2026-12-31T23:59:59.999', '2027-01-01T00:00:00'].map(at);
    expect(await previewOf(voucher, { placedAt: last })).toMatchObject({ voucherFen: 5_000 });
    expect(await previewOf(voucher, { placedAt: first })).toMatchObject({ voucherFen: 2_000 });
  });
});

describe('excluded natures', () => {
  it('are all but testing for research until a version of the rules tells others', async () => {
    const excludedNatures = ['calibration' as const];
    const programmeId = await buildChanged({ excludedNatures });
    const voucher = await books.buildVoucher({ programmeId });
    const { items } = await books.rules.list(programmeId, {});
    expect(items.map((rules) => rules.excludedNatures)).toEqual([
      excludedNatures,
      USUALLY_EXCLUDED,
    ]);
    const calibration = await previewOf(voucher, { nature: 'calibration' });
    expect(calibration).toEqual({ voucherFen: 0, reason: 'service_excluded', rulesVersion: 2 });
    const batch = { nature: 'batch_testing' as const };
    expect(await previewOf(voucher, batch)).toMatchObject({ voucherFen: 5_000, reason: null });
    expect(await previewOf(voucher, { ...batch, placedAt: TODAY })).toEqual({
      ...{ voucherFen: 0, reason: 'service_excluded', rulesVersion: 1 },
    });
  });

  it('may be none, and are never one that nobody knows', async () => {
    const programmeId = await buildChanged({ excludedNatures: [] });
    const voucher = await books.buildVoucher({ programmeId });
    for (const nature of SERVICE_NATURES)
      expect(await previewOf(voucher, { nature })).toMatchObject({ voucherFen: 5_000 });
    const unknown = ['surprise'] as unknown as ServiceNature[];
    const refusal = books.changeRules(programmeId, {
      ...{ inForceFrom: '2026-06-03', excludedNatures: unknown },
    });
    await expect(refusal).rejects.toMatchObject({
      driverError: { constraint: 'voucher_rules_nature_unknown' },
    });
  });
});

describe('ceilings', () => {
  it('of a legal form count before that of all, and unknown ones issue nothing', async () => {
    const programmeId = await buildChanged({
      eligibleForms: ['enterprise', 'public_institution'],
      formCeilings: [{ legalForm: 'public_institution', ceilingFen: null }],
      ceilingFen: 1_000,
    });
    const organisationId = await books.buildOrganisation({ legalForm: 'public_institution' });
    await expect(books.buildVoucher({ programmeId, organisationId, amountFen: 1 })).rejects.toThrow(
      VoucherCeilingUndetermined,
    );
    await expect(books.buildVoucher({ programmeId, amountFen: 1_001 })).rejects.toThrow(
      VoucherCeilingExceeded,
    );
    await books.buildVoucher({ programmeId, amountFen: 1_000 });
  });

  it('that count what is used let more be issued and cap what is held', async () => {
    const programmeId = await buildChanged({ ceilingFen: 6_000, ceilingBasis: 'used' });
    const voucher = await books.buildVoucher({ programmeId, amountFen: 50_000 });
    await hold(voucher.id, fen(4_500));
    expect(await previewOf(voucher)).toMatchObject({ voucherFen: 1_500, reason: null });
    await expect(hold(voucher.id, fen(1_501))).rejects.toThrow(VoucherCapExceeded);
    await hold(voucher.id, fen(1_500));
    expect(await previewOf(voucher)).toMatchObject({ voucherFen: 0, reason: 'ceiling_exceeded' });
  });

  it('that count what is paid do not count what is only held', async () => {
    const programmeId = await buildChanged({ ceilingFen: 6_000, ceilingBasis: 'paid' });
    const voucher = await books.buildVoucher({ programmeId, amountFen: 50_000 });
    await hold(voucher.id, fen(6_000));
    expect(await previewOf(voucher)).toMatchObject({ voucherFen: 5_000, reason: null });
    await expect(hold(voucher.id, fen(6_001))).rejects.toThrow(VoucherCapExceeded);
  });
});

describe('caps', () => {
  it('of one order bound what is named and what is held', async () => {
    const programmeId = await buildChanged({ orderCapFen: 3_000 });
    const voucher = await books.buildVoucher({ programmeId });
    expect(await previewOf(voucher)).toMatchObject({ voucherFen: 3_000, reason: null });
    await expect(hold(voucher.id, fen(3_001))).rejects.toMatchObject({ members: { cap: 'order' } });
    await hold(voucher.id, fen(3_000));
  });

  it('at one provider count all vouchers of the organisation there, and nowhere else', async () => {
    const programmeId = await buildChanged({ providerCapFen: 4_000 });
    const voucher = await books.buildVoucher({ programmeId, amountFen: 9_000 });
    const { organisationId } = voucher;
    const second = await books.buildVoucher({ programmeId, organisationId, amountFen: 9_000 });
    const providerOrganisationId = newId();
    await hold(voucher.id, fen(3_000), { providerOrganisationId });
    const there = { providerOrganisationId };
    expect(await previewOf(second, there)).toMatchObject({ voucherFen: 1_000, reason: null });
    expect(await previewOf(second)).toMatchObject({ voucherFen: 4_000, reason: null });
    await hold(second.id, fen(1_000), there);
    expect(await previewOf(second, there)).toMatchObject({
      voucherFen: 0,
      reason: 'ceiling_exceeded',
    });
  });

  it('are kept against orders that are placed at once', async () => {
    const programmeId = await buildChanged({ providerCapFen: 500 });
    const { organisationId, ...first } = await books.buildVoucher({ programmeId, amountFen: 900 });
    const second = await books.buildVoucher({ programmeId, organisationId, amountFen: 900 });
    const providerOrganisationId = newId();
    const attempts = Array.from({ length: 12 }, (_, index) =>
      hold(index % 2 ? first.id : second.id, fen(100), { providerOrganisationId }),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(VoucherCapExceeded);
  });

  it('leave small fees covered in full', async () => {
    const programmeId = await buildChanged({ fullCoverUpToFen: 10_000 });
    const voucher = await books.buildVoucher({ programmeId });
    expect(await previewOf(voucher)).toMatchObject({ voucherFen: 10_000, reason: null });
    expect(await previewOf(voucher, { eligibleFen: fen(10_001) })).toMatchObject({
      ...{ voucherFen: 5_001, reason: null },
    });
  });
});
