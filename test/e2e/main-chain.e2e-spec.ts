import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { signedHeaders } from '@app/platform-sync';
import type { Page, Quote, Reservation, Voucher } from './answers';
import type { Answer, ApiClient, Problem } from './api-client';
import { verifySettledTrail } from './audit-trail';
import { buildListed, describeInstrument, type Instrument, publishTerms } from './instruments';
import { importLedger } from './ledger-import';
import { eventually, hourOf, hours, runClockAhead, startWorld, type World } from './world';

const SERVICE_DAY = 1;
const CODES = {
  bureau: '11330400MA9JXDY104',
  holder: '12330400MA9JXDY101',
  provider: '91310115MA9JXDY10U',
  enterprise: '91330402MA9JXDY10Q',
};

/** Everybody of the chain, by login: sessions end when the clock runs ahead, logins stay. */
type Person = 'bureau' | 'bureau2' | 'finance' | 'admin' | 'auditor' | 'lab' | 'provider' | 'user';

let world: World;
let audit: DataSource;
const logins = {} as Record<Person, string>;
let people = {} as Record<Person, ApiClient>;
/** What one step of the chain leaves for the next. */
const made = {} as {
  inside: string;
  outside: string;
  voucher: string;
  booked: Reservation;
  plain: Reservation;
  claim: string;
};

const signInAll = async () => {
  const entries = Object.entries(logins).map(
    async ([person, login]) => [person, await world.signIn(login)] as const,
  );
  people = Object.fromEntries(await Promise.all(entries)) as typeof people;
};

beforeAll(async () => {
  world = await startWorld();
  audit = world.database.dataSource;
  const bureau = await world.buildOrganisation('330400');
  logins.bureau = await world.buildPerson(bureau, 'bureau_reviewer');
  logins.bureau2 = await world.buildPerson(bureau, 'bureau_reviewer');
  logins.finance = await world.buildPerson(bureau, 'finance_officer');
  logins.admin = await world.buildPerson(bureau, 'bureau_admin');
  logins.auditor = await world.buildPerson(bureau, 'auditor');
  await signInAll();
});
afterAll(() => world.stop());

const organisation = (creditCode: string, parts: object) => ({
  nameZh: `单位 ${creditCode}`,
  creditCode,
  kind: 'enterprise',
  legalForm: 'enterprise',
  regionCode: '330402',
  contactName: '王晓',
  contactPhone: '0573-83640000',
  ...parts,
});

describe('organisations', () => {
  it('are created by the bureau, and a wrong credit code is named', async () => {
    const parties = [
      ['holder', 'lab', 'lab_manager', { kind: 'university', legalForm: 'public_institution' }],
      ['provider', 'provider', 'lab_manager', { kind: 'testing_body', regionCode: '310000' }],
      ['enterprise', 'user', 'enterprise_member', {}],
    ] as const;
    for (const [code, person, role, parts] of parties) {
      const { id } = await people.bureau.create<{ id: string }>(
        '/organisations',
        organisation(CODES[code], parts),
      );
      logins[person] = await world.buildPerson(id, role);
    }
    const refused: Answer<Problem> = await people.bureau.send('POST', '/organisations', {
      body: organisation('914403001922038217', {}),
    });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/creditCode', code: 'check-character' },
    ]);
    await signInAll();
  });
});

describe('instruments', () => {
  it('come from the university ledger with one verdict a row, at the threshold and a fen below', async () => {
    const { run, rows } = await importLedger(people.lab, 'university-asset-ledger.xlsx');
    expect(run).toMatchObject({ state: 'finished', total: 31, done: 31, accepted: 30, refused: 1 });
    expect(rows).toHaveLength(31);
    const row = (assetNumber: string) => rows.find((one) => one.assetNumber === assetNumber);
    const instrument = async (assetNumber: string) =>
      people.lab.get<Instrument & { originalValueFen: number }>(
        `/instruments/${row(assetNumber)?.instrumentId}`,
      );
    expect(await instrument('SB20260025')).toMatchObject({
      originalValueFen: 30_000_000,
      mustShare: true,
    });
    expect(await instrument('SB20260030')).toMatchObject({
      originalValueFen: 29_999_999,
      mustShare: false,
    });
    expect(row('SB20260031')?.verdict).toBe('refused');
    expect(row('SB20260031')?.messages[0]).toMatchObject({
      field: 'acceptedOn',
      value: '2023-13-01',
    });
    made.inside = row('SB20260001')?.instrumentId ?? '';
  });

  it('come from a GB18030 ledger in 万元', async () => {
    const { run, rows } = await importLedger(people.lab, 'institute-asset-ledger-gb18030.csv');
    // The same sets as in the first ledger under other numbers: an import in one call takes them, and says so.
    expect(run).toMatchObject({ state: 'finished', total: 12, warned: 12, refused: 0 });
    expect(rows[0]?.messages).toMatchObject([{ code: 'looks-registered' }]);
    expect(await people.lab.get(`/instruments/${rows[0]?.instrumentId}`)).toMatchObject({
      nameZh: '场发射扫描电子显微镜',
      originalValueFen: 245_000_000,
    });
  });

  it('are submitted, returned with a reason, changed against their version and approved', async () => {
    const path = `/instruments/${made.inside}`;
    await publishTerms(people.lab, made.inside, { approval: 'each' });
    await people.lab.command(`${path}/submit`);
    const returned = await people.bureau.command<Instrument>(`${path}/return`, {
      reason: '请补充联系人',
    });
    expect(returned).toMatchObject({ status: 'returned', statusReason: '请补充联系人' });
    const change = (ifMatch: string): Promise<Answer<Problem>> =>
      people.lab.send('PATCH', path, {
        body: {
          contactName: '王晓',
          contactPhone: '0573-83640000',
          address: '广穹路899号 理化楼 101',
        },
        headers: { 'if-match': ifMatch },
      });
    expect(await change('"1"')).toMatchObject({ status: 412, body: { code: 'version-conflict' } });
    expect((await change(`"${returned.version}"`)).status).toBe(200);
    await people.lab.command(`${path}/submit`);
    expect(await people.bureau.command(`${path}/approve`)).toMatchObject({ status: 'listed' });
  });

  it('of a Shanghai provider are listed the same way', async () => {
    const listed = await buildListed(people.provider, people.bureau, {
      description: { regionCode: '310115', nameZh: '球差校正透射电子显微镜' },
    });
    expect(listed).toMatchObject({ status: 'listed' });
    made.outside = listed.id;
  });

  it('that must be shared are due for their report', async () => {
    const must = await people.lab.create<Instrument>(
      '/instruments',
      describeInstrument({ acceptedOn: '2026-08-25', originalValueFen: 30_000_000 }),
    );
    expect(must).toMatchObject({ status: 'draft', mustShare: true, reportDueOn: '2026-10-12' });
  });
});

describe('vouchers', () => {
  it('are issued from a programme with an appropriated budget', async () => {
    const year = hourOf(SERVICE_DAY, 9).year;
    const programme = await people.bureau.create<{ id: string }>('/voucher-programmes', {
      nameZh: `${year} 年创新券`,
      year,
      ratio: 0.5,
      ceilingFen: 20_000_000,
      validFrom: `${year}-01-01`,
      validTo: `${year + 1}-12-31`,
      paymentMode: 'reimburse',
      purposes: ['testing', 'pilot_test'],
      eligibleForms: ['enterprise', 'public_institution'],
      source: '嘉政发〔2025〕19号',
    });
    await people.finance.create(`/voucher-programmes/${programme.id}/appropriations`, {
      amountFen: 50_000_000,
      documentNumber: '嘉财教〔2026〕1号',
    });
    const me = await people.user.get<{ organisation: { id: string } }>('/me');
    const voucher = await people.bureau.create<Voucher>('/vouchers', {
      programmeId: programme.id,
      organisationId: me.organisation.id,
      amountFen: 10_000_000,
    });
    expect(voucher).toMatchObject({ availableFen: 10_000_000, heldFen: 0 });
    made.voucher = voucher.id;
  });
});

describe('booking', () => {
  const period = hours(SERVICE_DAY, 9, 11);

  it('begins with a search for free time in the whole catalogue', async () => {
    const { startsAt } = hours(SERVICE_DAY, 8, 9);
    const { endsAt } = hours(SERVICE_DAY, 8, 20);
    const query = new URLSearchParams({ from: startsAt, to: endsAt, durationMinutes: '120' });
    const { items } = await people.user.get<
      Page<{ instrument: { id: string }; slots: object[]; quote: Quote }>
    >(`/availability?${query.toString()}`);
    const found = items.map(({ instrument }) => instrument.id);
    expect(found.sort()).toEqual([made.inside, made.outside].sort());
    expect(items[0]).toMatchObject({ quote: { listFen: 120_000 } });
    expect(items[0]?.slots[0]).toEqual(hours(SERVICE_DAY, 8, 10));
  });

  it('shows list price, voucher part and own part, and why a voucher does not apply', async () => {
    const quote = (instrumentId: string) =>
      people.user.command<Quote>('/quotes', {
        instrumentId,
        ...period,
        purpose: 'testing',
        voucherId: made.voucher,
      });
    expect(await quote(made.outside)).toMatchObject({
      listFen: 120_000,
      voucherFen: 60_000,
      ownFen: 60_000,
    });
    expect(await quote(made.inside)).toMatchObject({
      listFen: 120_000,
      voucherFen: 0,
      ownFen: 120_000,
      voucherReason: 'inside_jiaxing',
    });
  });

  it('holds the voucher part outside Jiaxing, and asks the lab where the lab wants to be asked', async () => {
    const book = (instrumentId: string) =>
      people.user.create<Reservation>('/reservations', {
        instrumentId,
        ...period,
        purpose: 'testing',
        voucherId: made.voucher,
      });
    made.booked = await book(made.outside);
    made.plain = await book(made.inside);
    expect(made.booked).toMatchObject({ state: 'confirmed', quote: { voucherFen: 60_000 } });
    expect(made.plain).toMatchObject({
      state: 'requested',
      quote: { voucherFen: 0, ownFen: 120_000, voucherReason: 'inside_jiaxing' },
    });
    expect(await people.user.get(`/vouchers/${made.voucher}`)).toMatchObject({
      availableFen: 9_940_000,
      heldFen: 60_000,
    });
    const approved = await people.lab.command<Reservation>(
      `/reservations/${made.plain.id}/approve`,
    );
    expect(approved.state).toBe('confirmed');
    const { items } = await people.user.get<Page<Reservation>>('/reservations?mine=true');
    expect(items.map(({ id }) => id).sort()).toEqual([made.booked.id, made.plain.id].sort());
  });

  it('is invisible to a stranger and visible to the auditor', async () => {
    const stranger = await world.buildClient('enterprise_member');
    const path = `/reservations/${made.booked.id}`;
    expect((await stranger.send('GET', path)).status).toBe(404);
    expect((await people.auditor.send('GET', path)).status).toBe(200);
  });
});

describe('service', () => {
  it('is checked in, checked out and completed, which captures the voucher part', async () => {
    await runClockAhead(world.database, hourOf(SERVICE_DAY, 9).plus({ minutes: 1 }));
    await signInAll();
    const served = [
      [people.provider, made.booked],
      [people.lab, made.plain],
    ] as const;
    for (const [, { id }] of served) await people.user.command(`/reservations/${id}/check-in`);
    await runClockAhead(world.database, hourOf(SERVICE_DAY, 10).plus({ minutes: 59 }));
    await signInAll();
    await people.provider.command(`/reservations/${made.booked.id}/check-out`, { samples: 3 });
    await people.lab.command(`/reservations/${made.plain.id}/check-out`, {});
    const done = await people.provider.command<Reservation>(
      `/reservations/${made.booked.id}/complete`,
      { actualFen: 100_000 },
    );
    expect(done).toMatchObject({ state: 'completed', actualFen: 100_000 });
    await people.lab.command(`/reservations/${made.plain.id}/complete`);
    expect(await people.user.get(`/vouchers/${made.voucher}`)).toMatchObject({
      availableFen: 9_950_000,
      heldFen: 0,
      capturedFen: 50_000,
    });
  });

  it('is accepted by the user organisation before anything is claimed', async () => {
    const early = await people.user.send('POST', '/claims', claimRequest());
    expect(early.status).toBe(422);
    for (const { orderId } of [made.booked, made.plain]) {
      expect(await people.user.command(`/orders/${orderId}/accept`)).toMatchObject({
        state: 'accepted',
      });
    }
  });
});

const claimRequest = () => ({
  headers: { 'idempotency-key': randomUUID() },
  body: {
    orderId: made.booked.orderId,
    invoices: [
      {
        number: '26332000000012345678',
        issuedOn: hourOf(SERVICE_DAY, 9).toISODate(),
        amountFen: 100_000,
      },
    ],
    paymentProof: {
      reference: '回单 20261124-001',
      paidOn: hourOf(SERVICE_DAY, 9).toISODate(),
      amountFen: 50_000,
    },
    files: [],
  },
});

describe('the claim', () => {
  it('is submitted with invoice and payment proof, and approved by another person', async () => {
    const claim: Answer<{ id: string; amountFen: number; state: string }> = await people.user.send(
      'POST',
      '/claims',
      claimRequest(),
    );
    expect(claim.status).toBe(201);
    expect(claim.body).toMatchObject({ amountFen: 50_000, state: 'submitted' });
    made.claim = claim.body.id;
    expect((await people.user.send('POST', `/claims/${made.claim}/approve`)).status).toBe(403);
    expect(await people.bureau2.command(`/claims/${made.claim}/approve`)).toMatchObject({
      state: 'approved',
    });
    const again = await people.user.send('POST', '/claims', claimRequest());
    expect(again.status).toBe(409);
  });

  it('is paid in a batch that a second person confirms, and the books hold', async () => {
    const batch = await people.finance.create<{ id: string; totalFen: number }>(
      '/payment-batches',
      { claimIds: [made.claim] },
    );
    expect(batch.totalFen).toBe(50_000);
    const path = `/payment-batches/${batch.id}/confirm`;
    const own = await people.finance.send('POST', path, { body: { reference: '国库回单 1' } });
    expect(own.status).toBe(403);
    expect(await people.admin.command(path, { reference: '国库回单 1' })).toMatchObject({
      state: 'confirmed',
    });
    expect(await people.user.get(`/claims/${made.claim}`)).toMatchObject({ state: 'paid' });
    expect(await people.auditor.get('/ledger/invariants')).toMatchObject({
      ok: true,
      violations: [],
    });
  });
});

describe('the regional platform', () => {
  const held = async (kind: string): Promise<{ key: string }[]> => {
    const [path, query] = ['/v1/records', `kind=${kind}`];
    const credentials = { appKey: 'jiaxing', secret: 'test-platform-secret' };
    const response = await fetch(`${world.system.platformUrl}${path}?${query}`, {
      headers: signedHeaders(credentials, { method: 'GET', path, query, body: '' }),
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as Page<{ key: string }>).items;
  };

  it('holds the instruments and service records after a run, and both sides agree', async () => {
    const run = await people.bureau.create<{ id: string }>('/sync/runs', { scope: 'all' });
    const ended = await eventually(
      () =>
        people.auditor.get<{
          state: string;
          refused: number;
          failed: number;
          reconciliation: { kind: string; ours: number; holdersDifferent: number }[] | null;
        }>(`/sync/runs/${run.id}`),
      ({ state }) => !['queued', 'running'].includes(state),
      60_000,
    );
    expect(ended).toMatchObject({ state: 'finished', refused: 0, failed: 0 });
    expect(ended.reconciliation?.map(({ holdersDifferent }) => holdersDifferent)).toEqual([0, 0]);
    expect((await held('instrument')).map(({ key }) => key).sort()).toEqual(
      [made.inside, made.outside].sort(),
    );
    expect(await held('service_record')).toHaveLength(2);
  });

  it('refuses to list to whoever does not sign', async () => {
    const response = await fetch(`${world.system.platformUrl}/v1/records?kind=instrument`);
    expect(response.status).toBe(401);
  });
});

describe('the audit trail', () => {
  it('is sealed to its last row and verifies', async () => {
    const unsealed = () =>
      audit.query<{ count: number }[]>(
        `SELECT count(*)::int AS count FROM audit_entry
          WHERE xid >= (SELECT coalesce(max(to_xid), 0) FROM audit_block)`,
      );
    await eventually(unsealed, ([row]) => row?.count === 0);
    const [row] = await audit.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM audit_entry',
    );
    const verified = await verifySettledTrail(world, audit);
    expect(verified).toMatchObject({ findings: [], entries: row?.count });
    expect(row?.count).toBeGreaterThan(60);
  });

  it('names every command of the chain', async () => {
    const rows = await audit.query<{ action: string }[]>('SELECT DISTINCT action FROM audit_entry');
    const actions = rows.map(({ action }) => action);
    const expected = [
      ...['organisation.create', 'instrument.submit', 'instrument.return', 'instrument.approve'],
      ...['reservation.create', 'reservation.approve', 'reservation.check-in'],
      ...['reservation.check-out', 'reservation.complete', 'order.accept'],
      ...['claim.submit', 'claim.approve'],
    ];
    expect(actions).toEqual(expect.arrayContaining(expected));
  });
});
