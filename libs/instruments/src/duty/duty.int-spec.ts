import fc from 'fast-check';
import { DateTime } from 'luxon';
import { fen } from '@app/common';
import { inTransaction } from '@app/database';
import { InvalidRequest } from '@app/http';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { DutyDesk } from '../testing/duty-desk';
import { TestRegister } from '../testing/register';
import type { DutySummaryResponse } from './duty.dto';
import { type Deadline, type Figure, FIGURES } from './duty.words';

let database: TestDatabase;
let register: TestRegister;
let desk: DutyDesk;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  desk = new DutyDesk(register);
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());
beforeEach(async () => {
  lab = await register.buildActor('lab_manager');
  await at('2026-11-23');
});
afterEach(() => setDatabaseTime(database, null));

const at = (date: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${date}T12:00:00+08:00`) as DateTime<true>);

const join = (id: string, on: string): Promise<void> =>
  inTransaction(database.dataSource, (tx) => desk.externalIds.markAcceptedByPlatform(tx, id, on));

const exempt = async (id: string, endsOn: string): Promise<void> => {
  const asked = await desk.exemptions.request({ actor: lab, id }, { reason: '测试' });
  const filing = { filingNumber: '嘉科备 1', endsOn };
  await desk.exemptions.grant({ actor: bureau, id: asked.id }, filing);
};

const lateOf = async (id: string): Promise<Deadline[]> => (await desk.duty.get(id)).overdue;

describe('a deadline', () => {
  it('for the report passes with its day, and is met by listing or by the platform', async () => {
    const { id } = await register.buildDraft(lab, { acceptedOn: '2026-08-25' });
    await at('2026-10-12');
    expect(await lateOf(id)).toEqual([]);
    await at('2026-10-13');
    expect(await lateOf(id)).toEqual(['report']);
    await join(id, '2026-10-13');
    expect(await lateOf(id)).toEqual([]);
    const listed = await register.buildListed(lab, { acceptedOn: '2026-08-25' });
    expect(await lateOf(listed.id)).toEqual([]);
  });

  it('for sensor and terms runs from joining, and is met by a sensor in place, fees and hours', async () => {
    const { id } = await register.buildDraft(lab);
    await join(id, '2026-08-25');
    await at('2026-11-25');
    expect(await lateOf(id)).toEqual(['sensor']);
    await at('2026-11-26');
    expect(await lateOf(id)).toEqual(['sensor', 'terms']);
    const sensor = { number: 'S1', installedOn: '2026-11-26' };
    await desk.connections.putSensor({ actor: lab, instrumentId: id }, sensor);
    expect(await lateOf(id)).toEqual(['terms']);
    const command = { actor: lab, instrumentId: id };
    const fees = { validFrom: '2026-12-01', lines: [{ kind: 'per_hour', amountFen: fen(100) }] };
    await register.terms.putFeeSchedule(
      command,
      fees as Parameters<typeof register.terms.putFeeSchedule>[1],
    );
    expect(await lateOf(id)).toEqual(['terms']);
    const weekly = [{ weekday: 1, from: '08:00', to: '12:00' }];
    await register.terms.putOpeningHours(command, { weekly, exceptions: [], onHolidays: 'closed' });
    expect(await desk.duty.get(id)).toMatchObject({ termsCompleteOn: '2026-11-26', overdue: [] });
  });

  it('for the review passes while an office waits, and is nobody’s once it is taken', async () => {
    const { id } = await register.buildDraft(lab);
    await register.lifecycle.move({ actor: lab, instrumentId: id, transition: 'submit' });
    await at('2026-12-07');
    expect(await lateOf(id)).toEqual(['report']);
    await at('2026-12-08');
    expect(await lateOf(id)).toEqual(['report', 'review']);
    const found = await desk.duty.overdue(bureau, { kind: 'review', holderId: lab.organisationId });
    expect(found.items).toMatchObject([{ instrumentId: id, dueOn: '2026-12-07', daysLate: 1 }]);
    await register.lifecycle.move({ actor: bureau, instrumentId: id, transition: 'approve' });
    expect(await lateOf(id)).toEqual([]);
  });

  it('does not run for what is exempt, voluntary or retired', async () => {
    const exempted = await register.buildDraft(lab);
    await exempt(exempted.id, '2026-12-31');
    const voluntary = await register.buildDraft(lab, { fundingClasses: ['own'] });
    const retired = await register.buildDraft(lab);
    await register.lifecycle.move({
      ...{ actor: lab, instrumentId: retired.id, transition: 'retire', reason: '报废' },
    });
    for (const { id } of [exempted, voluntary, retired]) expect(await lateOf(id)).toEqual([]);
    await at('2027-01-01');
    expect(await lateOf(exempted.id)).toEqual(['report']);
  });

  it('is listed for its holder, the longest overdue first, page by page', async () => {
    const due: [string, string][] = [];
    for (const acceptedOn of ['2026-08-25', '2026-04-20', '2026-02-13']) {
      const { id } = await register.buildDraft(lab, { acceptedOn });
      due.unshift([id, acceptedOn]);
    }
    await join(due[0]?.[0] ?? '', '2026-02-20');
    const first = await desk.duty.overdue(lab, { limit: 2 });
    const second = await desk.duty.overdue(lab, { limit: 2, cursor: first.next });
    const found = [...first.items, ...second.items];
    expect(found.map(({ kind, dueOn }) => [kind, dueOn])).toEqual([
      ['sensor', '2026-04-03'],
      ['terms', '2026-05-20'],
      ['report', '2026-06-03'],
      ['report', '2026-10-12'],
    ]);
    expect(found[3]).toMatchObject({ daysLate: 42, provisional: false });
    const reports = await desk.duty.overdue(bureau, {
      ...{ kind: 'report', holderId: lab.organisationId },
    });
    expect(reports.items).toHaveLength(2);
    const stranger = await register.buildActor('lab_manager');
    expect((await desk.duty.overdue(stranger, {})).items).toEqual([]);
  });

  it.each(['WyJ4Il0', 'WyIyMDI2LTAxLTAxIiwieCIsInJlcG9ydCJd'])(
    'refuses the cursor %s',
    async (cursor) => {
      await expect(desk.duty.overdue(lab, { cursor })).rejects.toThrow(InvalidRequest);
    },
  );
});

const figure = (summary: DutySummaryResponse, code: Figure): number | undefined =>
  summary.figures.find((one) => one.code === code)?.count;

describe('DutyService.summary', () => {
  it('calls a share of nothing null, neither none nor all', async () => {
    const summary = await desk.duty.summary(lab, {});
    expect(summary.inclusionRate).toEqual({
      ...{ numerator: 'included', denominator: 'counted', value: null },
    });
    expect(summary.listingRate.value).toBeNull();
    await register.buildDraft(lab);
    expect((await desk.duty.summary(lab, {})).inclusionRate.value).toBe(0);
  });

  it('shows each reader what is theirs to look after', async () => {
    const { id } = await register.buildDraft(lab);
    const holderId = lab.organisationId;
    const registered = async (actor: Actor, regionCode?: string) =>
      figure(await desk.duty.summary(actor, { holderId, regionCode }), 'registered');
    const [near, far] = [
      await register.buildActor('county_reviewer', { regionCode: '330402' }),
      await register.buildActor('county_reviewer', { regionCode: '330481' }),
    ];
    expect(await registered(near)).toBe(1);
    expect(await registered(far)).toBe(0);
    expect(await registered(bureau)).toBe(1);
    expect(await registered(bureau, '330400')).toBe(1);
    expect(await registered(bureau, '330481')).toBe(0);
    expect(await registered(await register.buildActor('lab_manager'))).toBe(0);
    expect(id).toBeDefined();
  });

  const STATUSES = ['draft', 'returned', 'listed', 'suspended', 'retired'] as const;
  const worlds = fc.array(
    fc.record({
      value: fc.constantFrom(29_999_999, 30_000_000),
      funding: fc.constantFrom('fiscal_local', 'own'),
      status: fc.constantFrom(...STATUSES),
      isExempt: fc.boolean(),
      isJoined: fc.boolean(),
    }),
    { minLength: 12, maxLength: 24 },
  );
  type Built = (typeof worlds extends fc.Arbitrary<infer W> ? W : never)[number] & { id: string };

  /** What each figure is, told a second time. */
  const oracle: Record<Figure, (one: Built) => boolean> = {
    registered: () => true,
    obliged: (one) => one.value >= 30_000_000 && one.funding === 'fiscal_local',
    exempt: (one) => oracle.obliged(one) && one.isExempt,
    counted: (one) => oracle.obliged(one) && !one.isExempt,
    included: (one) => oracle.counted(one) && one.isJoined,
    not_included: (one) => oracle.counted(one) && !one.isJoined,
    listed: (one) => oracle.counted(one) && ['listed', 'suspended'].includes(one.status),
    voluntary: (one) => !oracle.obliged(one),
    voluntary_included: (one) => !oracle.obliged(one) && one.isJoined,
  };

  const build = async (world: Omit<Built, 'id'>[]): Promise<Built[]> => {
    const built: Built[] = [];
    for (const one of world) {
      const { id, mustShare } = await register.buildDraft(lab, {
        originalValueFen: fen(one.value),
        fundingClasses: [one.funding],
      });
      if (mustShare && one.isExempt) await exempt(id, '2026-11-23');
      if (one.isJoined) await join(id, '2026-11-20');
      await database.dataSource.query('UPDATE instrument SET status = $2 WHERE id = $1', [
        ...[id, one.status],
      ]);
      built.push({ ...one, id, isExempt: mustShare && one.isExempt });
    }
    return built.filter(({ status }) => status !== 'retired');
  };

  const listed = async (address: string): Promise<string[]> => {
    const query = Object.fromEntries(new URL(address, 'http://x').searchParams);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await desk.duty.instruments(lab, { ...query, limit: 5, cursor });
      ids.push(...page.items.map(({ instrumentId }) => instrumentId));
      cursor = page.next;
    } while (cursor !== undefined);
    return ids.sort();
  };

  it('counts exactly the instruments of the list behind each figure, in any world', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        lab = await register.buildActor('lab_manager');
        const built = await build(world);
        const summary = await desk.duty.summary(lab, {});
        expect(summary.figures.map(({ code }) => code)).toEqual(FIGURES);
        for (const { code, count, list } of summary.figures) {
          const expected = built.filter(oracle[code]).map(({ id }) => id);
          expect([code, await listed(list)]).toEqual([code, expected.sort()]);
          expect([code, count]).toEqual([code, expected.length]);
        }
        const counted = built.filter(oracle.counted).length;
        const share = built.filter(oracle.included).length / counted;
        expect(summary.inclusionRate.value).toBe(counted === 0 ? null : share);
      }),
      { numRuns: 4 },
    );
  });
});
