import { fen } from '@app/common';
import type { Actor } from '@app/identity';
import { DateTime } from 'luxon';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { TestRegister } from '../testing/register';
import { DEFAULT_BOOKING_POLICY } from './terms';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  lab = await register.buildActor('lab_manager');
});
afterAll(() => database.drop());

const hours = (from = '08:00') => ({
  weekly: [{ weekday: 1, from, to: '24:00' }],
  exceptions: [],
  onHolidays: 'closed' as const,
});
const fees = (validFrom: string, amount: number) => ({
  validFrom,
  lines: [{ kind: 'per_hour' as const, amountFen: fen(amount) }],
});

describe('InstrumentTermsService', () => {
  it('begins closed, with the default policy and without a price', async () => {
    const { id } = await register.buildDraft(lab);
    expect(await register.terms.getOpeningHours(id)).toMatchObject({ version: 0, weekly: [] });
    expect(await register.terms.getBookingPolicy(id)).toEqual({
      ...DEFAULT_BOOKING_POLICY,
      source: 'default',
    });
    expect(await register.terms.getFeeSchedule(id)).toMatchObject({ version: 0, lines: [] });
  });

  it('makes a new version of each change, and of rival changes one after the other', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const command = { actor: lab, instrumentId };
    const versions = await Promise.all(
      ['06:00', '07:00', '08:00', '09:00'].map((from) =>
        register.terms.putOpeningHours(command, hours(from)),
      ),
    );
    expect(versions.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
    const inForce = await register.terms.getOpeningHours(instrumentId);
    expect(inForce).toEqual(versions.find(({ version }) => version === 4));
    expect((await register.instruments.get(instrumentId)).version).toBe(5);
  });

  it('refuses a stale version and says what is contradictory', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const command = { actor: lab, instrumentId };
    await register.terms.putBookingPolicy(command, { maxMinutes: 120 });
    await expect(
      register.terms.putBookingPolicy({ ...command, ifMatch: '"0"' }, {}),
    ).rejects.toMatchObject({ kind: 'precondition' });
    await expect(
      register.terms.putBookingPolicy(command, { minMinutes: 120, maxMinutes: 60 }),
    ).rejects.toMatchObject({ members: { errors: [{ pointer: '/minMinutes' }] } });
    expect((await register.terms.getBookingPolicy(instrumentId)).maxMinutes).toBe(120);
  });

  it('refuses to ask an asset department second that has nobody to answer, and the bureau it may ask', async () => {
    const holder = await register.buildActor('lab_manager');
    const { id: instrumentId } = await register.buildDraft(holder);
    const command = { actor: holder, instrumentId };
    const ask = (secondApproval: 'holder' | 'bureau') =>
      register.terms.putBookingPolicy(command, { approval: 'each', secondApproval });
    await expect(ask('holder')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/secondApproval', code: 'nobody-to-approve' }] },
    });
    expect(await ask('bureau')).toMatchObject({ version: 1, secondApproval: 'bureau' });
    const { organisationId } = holder;
    const assets = await register.buildActor('holder_admin', { organisationId });
    await register.db.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'holder_admin')`,
      [assets.userId, organisationId],
    );
    expect(await ask('holder')).toMatchObject({ version: 2, secondApproval: 'holder' });
    await register.db.query('UPDATE app_user SET active = false WHERE id = $1', [assets.userId]);
    await expect(ask('holder')).rejects.toMatchObject({ code: 'fields-refused' });
  });

  it('is over with retirement', async () => {
    const { id: instrumentId } = await register.buildListed(lab);
    await register.lifecycle.move({
      actor: lab,
      instrumentId,
      transition: 'retire',
      reason: '报废',
    });
    await expect(
      register.terms.putOpeningHours({ actor: lab, instrumentId }, hours()),
    ).rejects.toMatchObject({ code: 'instrument-state', members: { state: 'retired' } });
  });

  it('changes no price of days gone by, but takes the first list as it has held', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const command = { actor: lab, instrumentId };
    await register.terms.putFeeSchedule(command, fees('2020-01-01', 1));
    await expect(
      register.terms.putFeeSchedule(command, fees('2026-07-01', 2)),
    ).rejects.toMatchObject({
      members: { errors: [{ pointer: '/validFrom', code: 'backdated' }] },
    });
    const day = await database.dataSource.query<{ today: string }[]>(
      `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
    );
    await register.terms.putFeeSchedule(command, fees(day[0]?.today ?? '', 3));
    expect((await register.terms.getFeeSchedule(instrumentId)).version).toBe(2);
  });

  it('lists every version there was, the newest first, page by page', async () => {
    const { id: instrumentId } = await register.buildDraft(lab);
    const command = { actor: lab, instrumentId };
    for (const year of [2099, 2098, 2097]) {
      await register.terms.putFeeSchedule(command, fees(`${year}-01-01`, year));
    }
    const first = await register.terms.listFeeSchedules(instrumentId, { limit: 2 });
    expect(first.items.map(({ version, validFrom }) => [version, validFrom])).toEqual([
      [3, '2097-01-01'],
      [2, '2098-01-01'],
    ]);
    const last = await register.terms.listFeeSchedules(instrumentId, { cursor: first.next });
    expect(last).toMatchObject({ items: [{ version: 1, createdAt: expect.any(String) }] });
    await register.terms.putOpeningHours(command, hours());
    expect((await register.terms.listOpeningHours(instrumentId, {})).items).toMatchObject([
      { version: 1, weekly: [{ weekday: 1, from: '08:00', to: '24:00' }], onHolidays: 'closed' },
    ]);
  });

  it('tells the platform of new terms once the instrument was listed', async () => {
    const draft = await register.buildDraft(lab);
    const listed = await register.buildListed(lab);
    await register.terms.putFeeSchedule(
      { actor: lab, instrumentId: draft.id },
      fees('2026-01-01', 1),
    );
    await register.terms.putFeeSchedule(
      { actor: lab, instrumentId: listed.id },
      fees('2026-01-01', 1),
    );
    expect(await register.countMessages(draft.id)).toBe(0);
    expect(await register.countMessages(listed.id)).toBe(2);
  });
});

describe('InstrumentsService.getBookable', () => {
  it('gives the terms of the service date in one statement', async () => {
    const { id: instrumentId, units } = await register.buildListed(lab, { units: 3 });
    const command = { actor: lab, instrumentId };
    await register.terms.putOpeningHours(command, hours());
    await register.terms.putBookingPolicy(command, { approval: 'each' });
    await setDatabaseTime(
      database,
      DateTime.fromISO('2026-03-01T00:00:00+08:00') as DateTime<true>,
    );
    await register.terms.putFeeSchedule(command, fees('2026-01-01', 10_000));
    await register.terms.putFeeSchedule(command, fees('2026-07-01', 20_000));
    await register.terms.putFeeSchedule(command, fees('2026-07-01', 30_000));
    await setDatabaseTime(database, null);
    const at = (date: string) =>
      register.instruments.getBookable(database.dataSource.manager, instrumentId, date);
    expect(await at('2026-06-30')).toMatchObject({
      id: instrumentId,
      holderId: lab.organisationId,
      status: 'listed',
      onlineBooking: true,
      unitIds: units.map(({ id }) => id).sort(),
      openingHours: { version: 1, onHolidays: 'closed' },
      policy: { version: 1, approval: 'each', minMinutes: 30 },
      feeSchedule: { version: 1, validFrom: '2026-01-01' },
    });
    expect((await at('2026-07-01')).feeSchedule).toMatchObject({ version: 3 });
    expect((await at('2025-12-31')).feeSchedule).toBeNull();
  });

  it('knows no instrument of another id', async () => {
    await expect(
      register.instruments.getBookable(
        database.dataSource.manager,
        '00000000-0000-7000-8000-000000000000',
        '2026-01-01',
      ),
    ).rejects.toMatchObject({ code: 'not-found' });
  });
});
