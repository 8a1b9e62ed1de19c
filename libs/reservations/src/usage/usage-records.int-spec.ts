import { DateTime } from 'luxon';
import { DomainError, type Interval, newId } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { isoOf, TestCalendar } from '../testing/calendar';
import { UsageDesk } from './testing/usage-desk';
import type { UsageRow } from './usage.dto';

let database: TestDatabase;
let calendar: TestCalendar;
let desk: UsageDesk;
let user: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url);
  desk = new UsageDesk(calendar);
  user = await calendar.buildActor('enterprise_member');
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const morning = DateTime.fromISO('2026-03-02T01:00:00Z', { zone: 'utc' });
const hours = (from: number, to: number): Interval => ({
  startsAt: morning.plus({ hours: from }),
  endsAt: morning.plus({ hours: to }),
});
const recordsOf = (instrumentId: string): Promise<UsageRow[]> =>
  calendar.db.query('SELECT * FROM usage_record WHERE instrument_id = $1 ORDER BY starts_at', [
    instrumentId,
  ]);

describe('a completed reservation', () => {
  it('becomes one record, however many make it together', async () => {
    const instrument = await calendar.buildInstrument({
      policy: { setUpMinutes: 10, cleanUpMinutes: 20 },
    });
    const orderId = await desk.used(user, instrument, hours(0, 2));
    const made = await Promise.all(
      Array.from({ length: 8 }, () => desk.fromReservations.record(orderId)),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    const records = await recordsOf(instrument.id);
    expect(records).toMatchObject([
      {
        ...{ state: 'approved', source: 'reservation', kind: 'external', samples: 3 },
        // Start-up and post-processing are part of it.
        ...{ machine_minutes: 150, user_name: '测试单位' },
        starts_at: morning.minus({ minutes: 10 }).toJSDate(),
      },
    ]);
    expect(await desk.fromReservations.catchUp()).toBe(0);
  });

  it('that nobody recorded is caught up with, internal when the holder used its own', async () => {
    const instrument = await calendar.buildInstrument();
    await desk.used(instrument.lab, instrument, hours(0, 1));
    expect(await desk.fromReservations.catchUp()).toBe(1);
    expect(await recordsOf(instrument.id)).toMatchObject([
      { kind: 'internal', machine_minutes: 60 },
    ]);
  });

  it('gives way to its neighbours with start-up and post-processing only', async () => {
    const instrument = await calendar.buildInstrument({
      policy: { setUpMinutes: 30, cleanUpMinutes: 30 },
    });
    await desk.enter(instrument, hours(-1, 0));
    await desk.fromReservations.record(await desk.used(user, instrument, hours(0, 1)));
    expect(await recordsOf(instrument.id)).toMatchObject([
      { source: 'log_book' },
      {
        source: 'reservation',
        state: 'approved',
        starts_at: morning.toJSDate(),
        machine_minutes: 90,
      },
    ]);
  });

  it('on time that a log book claims is kept, rejected, until people decide', async () => {
    const instrument = await calendar.buildInstrument();
    const entered = await desk.enter(instrument, hours(1, 3));
    await desk.fromReservations.record(await desk.used(user, instrument, hours(0, 2)));
    const [record] = (await recordsOf(instrument.id)).filter(
      ({ source }) => source === 'reservation',
    );
    expect(record).toMatchObject({ state: 'rejected', refusal: 'overlap' });
    const id = record?.id ?? '';
    const colleague = await calendar.buildActor('lab_manager', instrument.lab.organisationId);
    await expect(desk.records.approve({ actor: colleague, id })).rejects.toMatchObject({
      code: 'usage-overlaps',
    });
    await desk.records.reject({ actor: colleague, id: entered.id }, '以预约为准');
    await expect(desk.records.approve({ actor: colleague, id })).resolves.toMatchObject({
      state: 'approved',
      refusal: null,
    });
  });
});

describe('records of one unit', () => {
  it('never overlap, of twenty that are entered together', async () => {
    const instrument = await calendar.buildInstrument({ units: 2 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        desk.enter(instrument, hours(index % 4, (index % 4) + 3), { unit: 1 + (index % 2) }),
      ),
    );
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'usage-overlaps' });
    const [{ count }]: [{ count: number }] = await calendar.db.query(
      `SELECT count(*)::int AS count FROM usage_record l JOIN usage_record r
         ON l.unit_id = r.unit_id AND l.id < r.id AND l.starts_at < r.ends_at AND r.starts_at < l.ends_at
        WHERE l.instrument_id = $1`,
      [instrument.id],
    );
    expect(count).toBe(0);
    expect(await recordsOf(instrument.id)).toHaveLength(2);
  });

  it('may touch, and a rejected one gives its time back', async () => {
    const instrument = await calendar.buildInstrument();
    const first = await desk.enter(instrument, hours(0, 2));
    await desk.enter(instrument, hours(2, 3));
    const refusal = await desk.enter(instrument, hours(1, 2)).catch((error: unknown) => error);
    expect((refusal as DomainError).members.overlaps).toEqual({
      startsAt: '2026-03-02T09:00:00.000+08:00',
      endsAt: '2026-03-02T11:00:00.000+08:00',
    });
    const colleague = await calendar.buildActor('lab_manager', instrument.lab.organisationId);
    await desk.records.reject({ actor: colleague, id: first.id }, '记错了日期');
    await expect(desk.enter(instrument, hours(1, 2))).resolves.toMatchObject({ state: 'draft' });
  });

  it('are kept apart by the database, whoever writes', async () => {
    const instrument = await calendar.buildInstrument();
    const { id } = await desk.enter(instrument, hours(0, 2));
    await expect(
      calendar.db.query(
        `INSERT INTO usage_record (id, instrument_id, unit_id, starts_at, ends_at, machine_minutes, user_name, kind, source,
                                   evidence, state, recorded_by)
         SELECT $2, instrument_id, unit_id, starts_at, ends_at, machine_minutes, user_name, kind, source, evidence, state,
                recorded_by FROM usage_record WHERE id = $1`,
        [id, newId()],
      ),
    ).rejects.toMatchObject({ driverError: { constraint: 'usage_record_no_overlap' } });
  });
});

describe('a record without a reservation', () => {
  it('counts once another person has approved it', async () => {
    const instrument = await calendar.buildInstrument();
    const { id } = await desk.enter(instrument, hours(0, 2), { machineMinutes: 90 });
    await expect(desk.records.approve({ actor: instrument.lab, id })).rejects.toMatchObject({
      code: 'second-person-required',
    });
    await expect(
      calendar.db.query(
        `UPDATE usage_record SET state = 'approved', decided_by = recorded_by WHERE id = $1`,
        [id],
      ),
    ).rejects.toMatchObject({ driverError: { constraint: 'usage_record_decided_by_another' } });
    const colleague = await calendar.buildActor('lab_manager', instrument.lab.organisationId);
    const approved = await desk.records.approve({ actor: colleague, id });
    expect(approved).toMatchObject({ state: 'approved', machineMinutes: 90, version: 2 });
    await expect(desk.records.approve({ actor: colleague, id })).rejects.toMatchObject({
      code: 'usage-record-state',
    });
  });

  it('of twenty decisions at once is decided once', async () => {
    const instrument = await calendar.buildInstrument();
    const { id } = await desk.enter(instrument, hours(0, 2));
    const actor = await calendar.buildActor('lab_manager', instrument.lab.organisationId);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => desk.records.approve({ actor, id })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each([
    ['/endsAt', 'order', hours(2, 2), {}],
    ['/endsAt', 'too-long', hours(0, 24 * 32), {}],
    ['/endsAt', 'in-future', { startsAt: morning, endsAt: morning.plus({ years: 50 }) }, {}],
    ['/machineMinutes', 'beyond-period', hours(0, 2), { machineMinutes: 121 }],
    ['/unit', 'unit-unknown', hours(0, 2), { unit: 2 }],
    ['/evidence', 'required', hours(0, 2), { evidence: undefined }],
    ['/evidenceFileId', 'file-unknown', hours(0, 2), { evidenceFileId: newId() }],
    [
      '/userCreditCode',
      'organisation-unknown',
      hours(0, 2),
      { userCreditCode: '91330400000000000X' },
    ],
  ] as const)('is refused at %s as %s', async (pointer, code, period, changes) => {
    const instrument = await calendar.buildInstrument();
    const refusal = await desk.enter(instrument, period, changes).catch((error: unknown) => error);
    expect((refusal as DomainError).members.errors).toContainEqual(
      expect.objectContaining({ pointer, code }),
    );
    expect(await recordsOf(instrument.id)).toEqual([]);
  });

  it('by another organisation is external', async () => {
    const instrument = await calendar.buildInstrument();
    const userCreditCode = user.organisationId.toUpperCase();
    await calendar.db.query('UPDATE organisation SET credit_code = $2 WHERE id = $1', [
      user.organisationId,
      userCreditCode,
    ]);
    const refused = await desk
      .enter(instrument, hours(0, 2), { userCreditCode, kind: 'shared' })
      .catch((error: unknown) => error);
    expect((refused as DomainError).members.errors).toMatchObject([{ pointer: '/kind' }]);
    await expect(
      desk.enter(instrument, hours(0, 2), { userCreditCode, kind: 'external' }),
    ).resolves.toMatchObject({ kind: 'external' });
  });
});

describe('the list of an instrument', () => {
  it('pages latest first without losing or repeating one', async () => {
    const instrument = await calendar.buildInstrument();
    for (let hour = 0; hour < 7; hour += 1) await desk.enter(instrument, hours(hour, hour + 1));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await desk.records.list(instrument.id, { limit: 3, cursor });
      seen.push(...page.items.map(({ startsAt }) => startsAt));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...seen].sort().reverse());
    const { items } = await desk.records.list(instrument.id, {
      ...{ state: 'draft', source: 'log_book' },
      ...{ from: isoOf(hours(2, 4)).startsAt, to: isoOf(hours(2, 4)).endsAt },
    });
    expect(items).toHaveLength(2);
  });
});
