import type { DateTime } from 'luxon';
import {
  civilDateOf,
  inCallContext,
  instantOf,
  type Interval,
  newId,
  overlaps,
  ZERO_FEN,
} from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { SettlementDesk, type Sides } from '../../../settlements/src/testing/settlement-desk';
import { at, onDay } from '../testing/bookable';
import { isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import { refusalCodes } from '../testing/refusals';
import type { RestrictionResponse } from './availability.dto';

let database: TestDatabase;
let calendar: TestCalendar;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  await setDatabaseTime(database, at(-3, 7) as DateTime<true>);
  calendar = await TestCalendar.start(database.url);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const MINUTES = 120;
/** Two days of Shanghai, which every scene has something in. */
const within: Interval = { startsAt: at(0, 0), endsAt: at(2, 0) };

/** Makes a user organisation owe a holder, which allows nothing to be owed past its day. */
async function owe(sides: Sides): Promise<void> {
  const desk = new SettlementDesk(calendar.db);
  await desk.agree(sides, { daysToPay: 0, arrearsLimitFen: ZERO_FEN });
  const [buyer]: { taxNumber: string }[] = await calendar.db.query(
    'SELECT credit_code AS "taxNumber" FROM organisation WHERE id = $1',
    [sides.user.organisationId],
  );
  await desk.invoice(sides, { [await desk.buildOrder(sides)]: 10_000 }, buyer);
}

interface Scene {
  instrument: TestInstrument;
  asker: Actor;
}

const build = async (
  policy: Partial<BookingPolicy>,
  instrument: { lab?: Actor } = {},
): Promise<TestInstrument> =>
  calendar.buildInstrument({
    ...instrument,
    policy: { startGridMinutes: 60, lengthGridMinutes: 60, minMinutes: MINUTES, ...policy },
  });

async function underQuota(quota: Partial<BookingPolicy['quotas'][number]>): Promise<Scene> {
  const quotas = [{ scope: 'user', per: 'day', of: 'instrument', ...quota }] as const;
  const instrument = await build({ quotas: [...quotas] });
  const asker = await calendar.buildActor('enterprise_member');
  await calendar.book(asker, instrument.id, onDay(0, 9, 12));
  return { instrument, asker };
}

/** Each rule about people, with what makes it stand against the asker in a part of the two days or in both. */
const SCENES: Record<string, () => Promise<Scene>> = {
  'quota-count': () => underQuota({ count: 1 }),
  'quota-minutes': () => underQuota({ minutes: 270 }),
  'quota-count of the future': () => underQuota({ per: 'future', count: 1 }),
  'quota-minutes of the organisation': async () => {
    const { instrument, asker } = await underQuota({ scope: 'organisation', minutes: 200 });
    const colleague = await calendar.buildActor('enterprise_member', asker.organisationId);
    return { instrument, asker: colleague };
  },
  'gap-too-small': async () => {
    const instrument = await build({ minGapMinutes: 90 });
    const asker = await calendar.buildActor('enterprise_member');
    await calendar.book(asker, instrument.id, onDay(0, 9, 12));
    return { instrument, asker };
  },
  'lab-one-at-a-time': async () => {
    const lab = await calendar.buildActor('lab_manager');
    const [instrument, other] = [await build({}, { lab }), await build({}, { lab })];
    await calendar.buildLab([instrument, other], { oneAtATime: true });
    const asker = await calendar.buildActor('enterprise_member');
    await calendar.book(asker, other.id, onDay(1, 9, 12));
    return { instrument, asker };
  },
  'banned-until': async () => {
    const instrument = await build({
      ...{ lateCancelPoints: 1, lateCancelMinutes: 20_000, banThreshold: 1, banDays: 30 },
    });
    const asker = await calendar.buildActor('enterprise_member');
    const { id } = await calendar.book(asker, instrument.id, onDay(0, 9, 12));
    await calendar.life.cancel(asker, id, undefined, {});
    return { instrument, asker };
  },
  'arrears-limit': async () => {
    const instrument = await build({});
    const asker = await calendar.buildActor('enterprise_member');
    await owe({ holder: instrument.lab, user: asker });
    return { instrument, asker };
  },
  'training-required': async () => ({
    instrument: await build({ trainingRequired: true }),
    asker: await calendar.buildActor('enterprise_member'),
  }),
  'qualification-expired': async () => {
    const instrument = await build({ trainingRequired: true });
    const asker = await calendar.buildActor('enterprise_member');
    await calendar.qualify(instrument, asker, civilDateOf(at(0, 0)));
    return { instrument, asker };
  },
};
const scenes = Object.entries(SCENES).map(
  ([name, scene]) => [name, name.split(' ')[0] ?? '', scene] as const,
);

/** A request of a person sees the rows of its organisation only. */
const asRequest = <T>({ organisationId: scope }: Actor, work: () => Promise<T>): Promise<T> =>
  inCallContext({ requestId: newId(), scope }, work);

const periodOf = ({ startsAt, endsAt }: { startsAt: string; endsAt: string }): Interval => ({
  startsAt: instantOf(startsAt),
  endsAt: instantOf(endsAt),
});
const codesAt = (restrictions: readonly RestrictionResponse[], booking: Interval): string[] =>
  restrictions.filter((one) => overlaps(periodOf(one), booking)).map(({ code }) => code);

/** Books a time and gives it back, as if nobody had; what was refused comes back as its codes. */
async function tryBooking({ instrument, asker }: Scene, period: Interval): Promise<string[]> {
  const booking = asRequest(asker, () => calendar.book(asker, instrument.id, period));
  const codes = await refusalCodes(booking);
  if (codes.length === 0) await calendar.db.query(FORGET, [(await booking).id]);
  return codes;
}
const FORGET = `WITH freed AS (UPDATE occupancy SET blocking = false WHERE reservation_id = $1)
  UPDATE reservation SET state = 'cancelled' WHERE id = $1`;

describe('restrictions beside free time', () => {
  it.each(scenes)('say of %s what a booking is refused with', async (_name, code, scene) => {
    const { instrument, asker } = await scene();
    const query = { from: isoOf(within).startsAt, to: isoOf(within).endsAt };
    const { free, restrictions } = await asRequest(asker, () =>
      calendar.availability.forInstrument(instrument.id, query, asker),
    );
    expect(restrictions.map((one) => one.code)).toContain(code);
    for (const gap of free.map(periodOf)) {
      for (let { startsAt } = gap; ; startsAt = startsAt.plus({ hours: 3 })) {
        const slot = { startsAt, endsAt: startsAt.plus({ minutes: MINUTES }) };
        if (slot.endsAt > gap.endsAt) break;
        const refused = await tryBooking({ instrument, asker }, slot);
        expect([slot.startsAt.toISO(), codesAt(restrictions, slot)]).toEqual([
          slot.startsAt.toISO(),
          refused,
        ]);
      }
    }
  });

  it.each(scenes)('say of %s in the search what each slot is refused with', async (...named) => {
    const [, code, scene] = named;
    const { instrument, asker } = await scene();
    const codes = new Set<string>();
    for (const hours of [0, 8, 12, 24, 32]) {
      const { startsAt: from, endsAt: to } = isoOf(onDay(0, hours, hours + 7));
      const { items } = await asRequest(asker, () =>
        calendar.availability.search(asker, { from, to, durationMinutes: MINUTES, limit: 50 }),
      );
      const found = items.find((item) => item.instrument.id === instrument.id);
      for (const slot of found?.slots.map(periodOf) ?? []) {
        const told = codesAt(found?.restrictions ?? [], slot);
        expect(told).toEqual(await tryBooking({ instrument, asker }, slot));
        told.forEach((one) => codes.add(one));
      }
    }
    expect([...codes]).toEqual([code]);
  });

  it('are nobody else’s', async () => {
    const { instrument } = await underQuota({ count: 1 });
    const query = { from: isoOf(within).startsAt, to: isoOf(within).endsAt };
    const stranger = await calendar.buildActor('enterprise_member');
    for (const asker of [undefined, stranger])
      expect(await calendar.availability.forInstrument(instrument.id, query, asker)).toMatchObject({
        restrictions: [],
      });
  });
});
