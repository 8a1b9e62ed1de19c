import { read, utils } from '@e965/xlsx';
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check';
import { DateTime } from 'luxon';
import { buffer } from 'node:stream/consumers';
import { writeSheet } from '@app/files';
import { type Interval, ZONE } from '@app/common';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { TestCalendar, type TestInstrument } from '../testing/calendar';
import { Evaluation } from './evaluation.service';
import { UsageDesk } from './testing/usage-desk';
import { findUsedMinutes, type UsedBy, type UsedMinutes } from './utilisation.queries';
import { sumOf } from './utilisation.rules';
import { Utilisation } from './utilisation.service';
import { utilisationSheet } from './utilisation-sheet';
import { type Grouping, USAGE_KINDS, type UsageKind } from './usage.words';

let database: TestDatabase;
let calendar: TestCalendar;
let desk: UsageDesk;
let utilisation: Utilisation;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  calendar = await TestCalendar.start(database.url, 4);
  desk = new UsageDesk(calendar);
  utilisation = new Utilisation(calendar.db);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const local = (text: string): DateTime => DateTime.fromISO(text, { zone: ZONE });
const between = (from: string, to: string): Interval => ({
  startsAt: local(from).toUTC(),
  endsAt: local(to).toUTC(),
});
const YEAR = { from: '2025-01-01', to: '2025-12-31' };

describe('GET /utilisation', () => {
  it('prints its denominator and shows more than 100 % as it is', async () => {
    const instrument = await calendar.buildInstrument({ units: 3 });
    // Three places of one set around the clock for 29 days: 2,088 hours.
    for (const unit of [1, 2, 3])
      await desk.approved(instrument, between('2025-05-01', '2025-05-30'), { unit });
    const figures = await utilisation.get(instrument.lab, { by: 'instrument', ...YEAR });
    expect(figures).toMatchObject({
      denominator: { name: 'survey', generalYearlyHours: 1600, years: 1 },
      total: { effectiveHours: 2088, denominatorHours: 1600, utilisation: 1.305 },
      items: [{ key: instrument.id, nameZh: '场发射扫描电子显微镜', utilisation: 1.305 }],
    });
    await calendar.db.query(`UPDATE instrument SET instrument_type = 'special' WHERE id = $1`, [
      instrument.id,
    ]);
    for (const [denominator, hours] of [
      ['rated', 800],
      ['full', 1200],
    ] as const) {
      const { total } = await utilisation.get(instrument.lab, {
        by: 'month',
        ...YEAR,
        denominator,
      });
      expect(total).toMatchObject({ denominatorHours: hours, utilisation: 2088 / hours });
    }
  });

  it('tells own, shared and external hours apart', async () => {
    const instrument = await calendar.buildInstrument();
    await desk.approved(instrument, between('2025-05-01T08:00', '2025-05-01T12:00'), {
      kind: 'internal',
    });
    await desk.approved(instrument, between('2025-05-01T13:00', '2025-05-01T16:00'), {
      kind: 'shared',
    });
    await desk.approved(instrument, between('2025-05-01T16:00', '2025-05-01T17:00'), {
      kind: 'external',
    });
    // What nobody has approved does not count.
    await desk.enter(instrument, between('2025-05-02T08:00', '2025-05-02T12:00'));
    const { total } = await utilisation.get(instrument.lab, { by: 'holder', ...YEAR });
    expect(total).toMatchObject({
      ...{ effectiveHours: 8, sharedHours: 4, externalHours: 1 },
      ...{ sharedRate: 0.5, externalRate: 0.125, utilisation: 0.005 },
    });
  });

  it('splits at local midnight of the month and at the local hour', async () => {
    const instrument = await calendar.buildInstrument();
    // Saturday to Sunday; in UTC it is all January.
    await desk.approved(instrument, between('2025-01-31T23:30', '2025-02-01T01:15'));
    const period = { from: '2025-01-01', to: '2025-02-28' };
    const months = await utilisation.get(instrument.lab, { by: 'month', ...period });
    expect(months.items.map(({ key, effectiveHours }) => [key, effectiveHours])).toEqual([
      ['2025-01', 0.5],
      ['2025-02', 1.25],
    ]);
    const hours = await utilisation.get(instrument.lab, { by: 'hour_of_week', ...period });
    expect(hours.items).toHaveLength(168);
    expect(
      hours.items
        .filter(({ effectiveHours }) => effectiveHours > 0)
        .map(({ key, effectiveHours }) => [key, effectiveHours]),
    ).toEqual([
      ['5-23', 0.5],
      ['6-00', 1],
      ['6-01', 0.25],
    ]);
    // Only what lies within the period.
    const day = await utilisation.get(instrument.lab, {
      by: 'instrument',
      from: '2025-02-01',
      to: '2025-02-01',
    });
    expect(day.total.effectiveHours).toBe(1.25);
  });

  it('shows a holder its own and the bureau all', async () => {
    const [mine, other] = await Promise.all([
      calendar.buildInstrument(),
      calendar.buildInstrument(),
    ]);
    const bureau = await calendar.buildActor('bureau_reviewer');
    const keysFor = async (actor: Actor, filter = {}): Promise<string[]> => {
      const { items } = await utilisation.get(actor, { by: 'instrument', ...YEAR, ...filter });
      return items.map(({ key }) => key);
    };
    expect(await keysFor(mine.lab)).toEqual([mine.id]);
    expect(await keysFor(mine.lab, { holderId: other.lab.organisationId })).toEqual([]);
    expect(await keysFor(mine.lab, { instrumentId: other.id })).toEqual([]);
    expect(await keysFor(bureau)).toEqual(expect.arrayContaining([mine.id, other.id]));
    expect(await keysFor(bureau, { holderId: other.lab.organisationId })).toEqual([other.id]);
  });

  it.each([
    [{ from: '2025-02-01', to: '2025-01-31' }, 'order'],
    [{ from: '2015-01-01', to: '2025-01-31' }, 'too-long'],
  ])('refuses %j', async (period, code) => {
    const actor = await calendar.buildActor('lab_manager');
    await expect(utilisation.get(actor, { by: 'month', ...period })).rejects.toMatchObject({
      members: { errors: [{ pointer: '/to', code }] },
    });
  });

  it('is exported with the denominator in its header and a total', async () => {
    const instrument = await calendar.buildInstrument();
    await desk.approved(instrument, between('2025-05-01T08:00', '2025-05-01T16:00'), {
      kind: 'external',
    });
    const figures = await utilisation.get(instrument.lab, { by: 'instrument', ...YEAR });
    const [header, row, total] = await rowsOf(utilisationSheet(figures, 'zh'));
    expect(header).toContain('分母机时（1600 机时/年）');
    expect(row).toEqual(['场发射扫描电子显微镜', instrument.id, 8, 0 + 8, 8, 1600, 0.5, 100, 100]);
    expect(total?.[0]).toBe('合计');
  });
});

describe('the data sheet of the provincial evaluation', () => {
  it('has a row for each instrument, with what was used, served and earned', async () => {
    const instrument = await calendar.buildInstrument();
    const user = await calendar.buildActor('enterprise_member');
    const orderId = await desk.used(
      user,
      instrument,
      between('2025-05-01T08:00', '2025-05-01T10:00'),
    );
    await calendar.db.query(
      `UPDATE service_order SET state = 'completed', actual_fen = 100000, completed_at = '2025-05-02T00:00Z' WHERE id = $1`,
      [orderId],
    );
    await desk.fromReservations.record(orderId);
    await desk.approved(instrument, between('2025-05-03T08:00', '2025-05-03T14:00'));
    const evaluation = new Evaluation(calendar.db);
    const [header = [], row = [], ...more] = await rowsOf(
      await evaluation.sheet(instrument.lab, { year: 2025 }, 'zh'),
    );
    expect(more).toEqual([]);
    const cell = (name: string): unknown =>
      row[header.findIndex((text) => String(text).startsWith(name))];
    expect(cell('年总运行机时')).toBe(8);
    expect(cell('联网记录机时')).toBe(2);
    expect(cell('年对外服务机时')).toBe(2);
    expect(cell('利用率')).toBe(0.5);
    expect(cell('共享率')).toBe(25);
    expect([
      cell('对外服务次数'),
      cell('服务企业数'),
      cell('服务收入'),
      cell('测试样品数'),
    ]).toEqual([1, 1, 1000, 3]);
    const none = await evaluation.sheet(
      instrument.lab,
      { year: 2025, acceptedTo: '2025-03-17' },
      'zh',
    );
    expect(await rowsOf(none)).toHaveLength(1);
  });

  it('tells how often and how well services of the year were rated, by instrument and holder', async () => {
    const lab = await calendar.buildActor('lab_manager');
    const user = await calendar.buildActor('enterprise_member');
    const [rated, unrated, other] = [
      await calendar.buildInstrument({ lab }),
      await calendar.buildInstrument({ lab }),
      await calendar.buildInstrument({ lab }),
    ];
    const serve = async (on: TestInstrument, day: string, stars: number | null, by = user) => {
      const times = between(`${day}T08:00`, `${day}T10:00`);
      const orderId = await desk.used(by, on, times);
      await calendar.db.query(
        `UPDATE service_order SET state = 'completed', actual_fen = 0, completed_at = $2 WHERE id = $1`,
        [orderId, times.endsAt.toISO()],
      );
      await calendar.db.query('UPDATE reservation SET rating = $2 WHERE order_id = $1', [
        orderId,
        stars,
      ]);
    };
    await serve(rated, '2025-05-01', 5);
    await serve(rated, '2025-05-02', 2);
    await serve(rated, '2025-05-03', null);
    await serve(other, '2025-05-04', 4);
    // Another year, and the holder's own people, count nowhere.
    await serve(rated, '2024-05-05', 1);
    await serve(
      rated,
      '2025-05-06',
      1,
      await calendar.buildActor('lab_manager', lab.organisationId),
    );
    const [header = [], ...rows] = await rowsOf(
      await new Evaluation(calendar.db).sheet(lab, { year: 2025 }, 'zh'),
    );
    const told = (instrument: TestInstrument): unknown[] => {
      const row = rows.find((one) => one.includes(instrument.id)) ?? [];
      return ['评价次数', '平均评分', '单位评价次数', '单位平均评分'].map(
        (name) => row[header.indexOf(name)],
      );
    };
    expect(told(rated)).toEqual([2, 3.5, 3, 3.67]);
    expect(told(other)).toEqual([1, 4, 3, 3.67]);
    // An empty cell: no rating is not a bad one.
    expect(told(unrated)).toEqual([0, undefined, 3, 3.67]);
  });
});

async function rowsOf(content: Parameters<typeof writeSheet>[1]): Promise<unknown[][]> {
  const book = read(await buffer(writeSheet('xlsx', content).stream));
  return utils.sheet_to_json(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1 });
}

/** A use on a grid of five minutes, so many after the one before it on its unit. */
interface Use {
  unit: number;
  pause: number;
  length: number;
  part: number;
  kind: UsageKind;
}

const use = record<Use>({
  unit: constantFrom(0, 1),
  pause: integer({ min: 0, max: 4_000 }),
  length: integer({ min: 1, max: 900 }),
  part: integer({ min: 0, max: 100 }),
  kind: constantFrom(...USAGE_KINDS),
});

const PERIOD = { from: '2024-02-10', to: '2024-06-20' };

describe('figures from SQL', () => {
  it('are those of a walk through every five minutes, and their months add up', async () => {
    await assert(
      asyncProperty(array(use, { minLength: 1, maxLength: 12 }), async (uses) => {
        const instrument = await calendar.buildInstrument({ units: 2 });
        const walked = await write(instrument, uses);
        const scope = { actor: instrument.lab, ...PERIOD };
        const found = new Map<Grouping, UsedBy[]>();
        for (const by of ['instrument', 'month', 'hour_of_week'] as const)
          found.set(by, await findUsedMinutes(calendar.db.manager, scope, by));
        for (const by of ['month', 'hour_of_week'] as const) {
          expectClose(found.get(by) ?? [], walked[by]);
          expectSame(sumOf(found.get(by) ?? []), sumOf(found.get('instrument') ?? []));
        }
      }),
      { numRuns: 25 },
    );
  });
});

type Walk = Record<'month' | 'hour_of_week', Map<string, UsedMinutes>>;

/** Writes uses one after the other, and counts them on foot. */
async function write({ id, unitIds, lab }: TestInstrument, uses: readonly Use[]): Promise<Walk> {
  const walk: Walk = { month: new Map(), hour_of_week: new Map() };
  const free = [local('2024-01-30T00:00'), local('2024-02-09T20:00')];
  for (const { unit, pause, length, part, kind } of uses) {
    const startsAt = (free[unit] ?? local(PERIOD.from)).plus({ minutes: 5 * pause });
    const endsAt = startsAt.plus({ minutes: 5 * length });
    const minutes = Math.floor((5 * length * part) / 100);
    free[unit] = endsAt;
    await calendar.db.query(
      `INSERT INTO usage_record (id, instrument_id, unit_id, starts_at, ends_at, machine_minutes, user_name, kind, source,
                                 evidence, state, recorded_by, decided_by)
       SELECT gen_random_uuid(), $1, $2, $3, $4, $5, '分析中心', $6, 'sensor', '1', 'approved', $7, id
         FROM app_user WHERE id <> $7 LIMIT 1`,
      [id, unitIds[unit], startsAt.toISO(), endsAt.toISO(), minutes, kind, lab.userId],
    );
    for (let step = 0; step < length; step += 1) {
      const moment = startsAt.plus({ minutes: 5 * step });
      const date = moment.toFormat('yyyy-MM-dd');
      if (date < PERIOD.from || date > PERIOD.to) continue;
      count(walk.month, moment.toFormat('yyyy-MM'), minutes / length, kind);
      count(walk.hour_of_week, moment.toFormat('E-HH'), minutes / length, kind);
    }
  }
  return walk;
}

function count(
  into: Map<string, UsedMinutes>,
  key: string,
  minutes: number,
  kind: UsageKind,
): void {
  const part = {
    effective: minutes,
    shared: kind === 'internal' ? 0 : minutes,
    external: kind === 'external' ? minutes : 0,
  };
  into.set(key, sumOf([into.get(key) ?? { effective: 0, shared: 0, external: 0 }, part]));
}

function expectClose(found: readonly UsedBy[], walked: ReadonlyMap<string, UsedMinutes>): void {
  expect(found.map(({ key }) => key)).toEqual([...walked.keys()].sort());
  for (const one of found) expectSame(one, walked.get(one.key));
}

function expectSame(found: UsedMinutes, right: UsedMinutes | undefined): void {
  for (const name of ['effective', 'shared', 'external'] as const)
    expect(Math.abs(found[name] - (right?.[name] ?? Number.NaN))).toBeLessThan(1e-6);
}
