import { DateTime } from 'luxon';
import { civilDateOf, inCallContext, type Interval, newId, ZONE } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 2 });
  calendar = await TestCalendar.start(database.url);
});
afterEach(() => setDatabaseTime(database, null));
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const service = ahead(4, 2, 4);
const serviceDay = civilDateOf(service.startsAt);
const dayBefore = (date: string, days = 1): string =>
  DateTime.fromISO(date, { zone: ZONE }).minus({ days }).toISODate() ?? '';

const build = (policy: Partial<BookingPolicy> = {}): Promise<TestInstrument> =>
  calendar.buildInstrument({ policy: { trainingRequired: true, ...policy } });
const user = (): Promise<Actor> => calendar.buildActor('enterprise_member');

/** Codes and alternatives of a refused booking. */
async function refusal(
  actor: Actor,
  instrument: TestInstrument,
  period: Interval,
): Promise<{ codes: string[]; alternatives: { startsAt: string; endsAt: string }[] }> {
  const error: unknown = await calendar.book(actor, instrument.id, period).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { reasons, alternatives } = (
    error as {
      members: {
        reasons: { code: string }[];
        alternatives: { startsAt: string; endsAt: string }[];
      };
    }
  ).members;
  return { codes: reasons.map(({ code }) => code), alternatives };
}

describe('an instrument that wants training', () => {
  it('is booked at once by who was granted it, and by nobody else', async () => {
    const instrument = await build();
    const [trained, untrained] = [await user(), await user()];
    await calendar.qualify(instrument, trained);
    expect(await calendar.book(trained, instrument.id, service)).toMatchObject({
      state: 'confirmed',
    });
    expect(await refusal(untrained, instrument, ahead(5, 2, 4))).toEqual({
      codes: ['training-required'],
      alternatives: [],
    });
  });

  it('asks its own laboratory too', async () => {
    const instrument = await build();
    expect(await refusal(instrument.lab, instrument, service)).toMatchObject({
      codes: ['training-required'],
    });
    await calendar.qualify(instrument, instrument.lab);
    await calendar.book(instrument.lab, instrument.id, service);
  });

  it('is no matter of another instrument of the same laboratory', async () => {
    const instrument = await build();
    const other = await calendar.buildInstrument({
      lab: instrument.lab,
      policy: { trainingRequired: true },
    });
    const trained = await user();
    await calendar.qualify(other, trained);
    expect((await refusal(trained, instrument, service)).codes).toEqual(['training-required']);
  });

  it('is booked up to the last day with that day, and offers times until then', async () => {
    const instrument = await build();
    const trained = await user();
    await calendar.qualify(instrument, trained, serviceDay);
    const { codes, alternatives } = await refusal(trained, instrument, ahead(6, 2, 4));
    expect(codes).toEqual(['qualification-expired']);
    expect(alternatives.length).toBeGreaterThan(0);
    for (const { startsAt, endsAt } of alternatives) {
      const period = { startsAt: DateTime.fromISO(startsAt), endsAt: DateTime.fromISO(endsAt) };
      await calendar.life.cancel(
        trained,
        (await calendar.book(trained, instrument.id, period)).id,
        undefined,
        {},
      );
    }
    await calendar.book(trained, instrument.id, service);
  });

  it('lets nobody move beyond the last day, whoever moves', async () => {
    const instrument = await build();
    const trained = await user();
    await calendar.qualify(instrument, trained, serviceDay);
    const { id } = await calendar.book(trained, instrument.id, service);
    for (const by of [trained, instrument.lab])
      await expect(calendar.move(by, id, ahead(6, 2, 4))).rejects.toMatchObject({
        members: { reasons: [{ code: 'qualification-expired' }] },
      });
  });

  it('still waits for the lab where every booking does', async () => {
    const instrument = await build({ approval: 'each' });
    const trained = await user();
    await calendar.qualify(instrument, trained);
    expect(await calendar.book(trained, instrument.id, service)).toMatchObject({
      state: 'requested',
      waitsFor: 'approval',
    });
  });

  it('shows its free time to everybody, with what stands against the asker beside it', async () => {
    const instrument = await build();
    const [trained, ending, untrained] = [await user(), await user(), await user()];
    await calendar.qualify(instrument, trained);
    await calendar.qualify(instrument, ending, serviceDay);
    const query = { from: isoOf(service).startsAt, to: isoOf(ahead(6, 0, 2)).endsAt };
    const shownTo = (asker?: Actor) =>
      calendar.availability.forInstrument(instrument.id, query, asker);
    const { free } = await shownTo();
    expect(free).toHaveLength(1);
    expect(await shownTo()).toMatchObject({ restrictions: [] });
    expect(await shownTo(trained)).toMatchObject({ free, restrictions: [] });
    expect(await shownTo(untrained)).toMatchObject({
      free,
      restrictions: [{ code: 'training-required' }],
    });
    expect(await shownTo(ending)).toMatchObject({
      free,
      restrictions: [{ code: 'qualification-expired', values: { validUntil: serviceDay } }],
    });
  });

  it('says so in the search of the catalogue', async () => {
    const instrument = await build();
    const untrained = await user();
    const query = { from: isoOf(service).startsAt, to: isoOf(service).endsAt, durationMinutes: 60 };
    const found = async () => {
      const { items } = await calendar.availability.search(untrained, { ...query, limit: 50 });
      return items.find((item) => item.instrument.id === instrument.id)?.restrictions;
    };
    expect(await found()).toMatchObject([{ code: 'training-required' }]);
    await calendar.qualify(instrument, untrained);
    expect(await found()).toEqual([]);
  });
});

describe('a request, which sees the rows of its organisation only', () => {
  const asRequest = <T>({ organisationId: scope }: Actor, work: () => Promise<T>): Promise<T> =>
    inCallContext({ requestId: newId(), scope }, work);

  it('finds what its person was granted, by the laboratory alone', async () => {
    const [instrument, trained] = [await build(), await user()];
    const { id } = await asRequest(instrument.lab, () => calendar.qualify(instrument, trained));
    await asRequest(trained, () => calendar.book(trained, instrument.id, service));
    expect(await asRequest(trained, () => calendar.qualifications.ofPerson(trained))).toMatchObject(
      [{ id }],
    );
    const stranger = await calendar.buildActor('lab_manager');
    for (const actor of [trained, stranger])
      await expect(
        asRequest(actor, () => calendar.qualifications.revoke(actor, id, {})),
      ).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('QualificationsService', () => {
  it('ends a qualification when it is revoked, once; granted again it counts again', async () => {
    const instrument = await build();
    const trained = await user();
    const { id } = await calendar.qualify(instrument, trained);
    const { lab, id: instrumentId } = instrument;
    expect(await calendar.qualifications.revoke(lab, id, {})).toMatchObject({ state: 'revoked' });
    await expect(calendar.qualifications.revoke(lab, id, {})).rejects.toMatchObject({
      kind: 'conflict',
      code: 'qualification-revoked',
    });
    expect((await refusal(trained, instrument, service)).codes).toEqual(['training-required']);
    const again = await calendar.qualify(instrument, trained);
    expect(again.id).not.toBe(id);
    await calendar.book(trained, instrument.id, service);
    const { items } = await calendar.qualifications.ofInstrument(instrumentId, { limit: 1 });
    expect(items).toMatchObject([{ id: again.id, state: 'valid' }]);
  });

  it('renews a live one, also one that has ended', async () => {
    const instrument = await build();
    const trained = await user();
    const first = await calendar.qualify(instrument, trained, serviceDay);
    await setDatabaseTime(database, service.endsAt.plus({ days: 2 }) as DateTime<true>);
    expect(await calendar.qualifications.ofPerson(trained)).toMatchObject([{ state: 'expired' }]);
    const renewed = await calendar.qualify(instrument, trained);
    expect(renewed).toMatchObject({ id: first.id, state: 'valid', validUntil: null });
    expect(await calendar.qualifications.ofPerson(trained)).toHaveLength(1);
  });

  it('keeps one live qualification when two are granted at once', async () => {
    const instrument = await build();
    const trained = await user();
    const grants = Array.from({ length: 8 }, () => calendar.qualify(instrument, trained));
    const ids = new Set((await Promise.all(grants)).map(({ id }) => id));
    expect(ids.size).toBe(1);
    expect(await calendar.qualifications.ofPerson(trained)).toHaveLength(1);
  });

  it('is held to one by the database, whoever writes', async () => {
    const instrument = await build();
    const trained = await user();
    await calendar.qualify(instrument, trained);
    await expect(
      calendar.db.query(
        'INSERT INTO qualification (id, instrument_id, user_id, granted_by) VALUES ($1, $2, $3, $4)',
        [newId(), instrument.id, trained.userId, instrument.lab.userId],
      ),
    ).rejects.toMatchObject({ constraint: 'qualification_one_live' });
  });

  it('refuses a name that is nobody’s and a day that is over', async () => {
    const { id, lab } = await build();
    const trained = await user();
    const grant = (login: string, validUntil?: string) =>
      calendar.qualifications.grant(lab, id, { login, validUntil }, {});
    await expect(grant('nobody')).rejects.toMatchObject({
      members: { errors: [{ pointer: '/login', code: 'unknown-person' }] },
    });
    const today = civilDateOf(DateTime.utc());
    await setDatabaseTime(database, DateTime.fromISO(`${today}T12:00+08:00`) as DateTime<true>);
    await expect(grant(trained.userId, dayBefore(today))).rejects.toMatchObject({
      members: { errors: [{ pointer: '/validUntil', code: 'in-the-past' }] },
    });
    await grant(trained.userId, today);
  });
});

describe('the reminder', () => {
  const END = '2027-03-31';
  const morning = (daysBefore: number): Promise<void> =>
    setDatabaseTime(
      database,
      DateTime.fromISO(`${dayBefore(END, daysBefore)}T08:30`, { zone: ZONE }) as DateTime<true>,
    );

  const mailsOf = async (id: string): Promise<number> => {
    const [row]: { count: number }[] = await calendar.db.query(
      `SELECT count(*)::int AS count FROM outbox_message
        WHERE payload @> jsonb_build_object('mail', 'qualification-ending', 'objectId', $1::text)`,
      [id],
    );
    return row?.count ?? 0;
  };
  const granted = async () => calendar.qualify(await build(), await user(), END);

  it('goes out 30 and 7 days before the end, each once', async () => {
    await morning(60);
    const { id } = await granted();
    const told: number[] = [];
    for (const days of [31, 30, 30, 29, 8, 7, 7, 1, 0, -1]) {
      await morning(days);
      await calendar.qualifications.remind();
      told.push(await mailsOf(id));
    }
    expect(told).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });

  it('is caught up with by a run that comes late, by the notice that is due then', async () => {
    await morning(60);
    const { id } = await granted();
    await morning(3);
    await calendar.qualifications.remind();
    await morning(2);
    await calendar.qualifications.remind();
    expect(await mailsOf(id)).toBe(1);
  });

  it('begins anew with a renewal, and is not sent for what is revoked', async () => {
    await morning(60);
    const [instrument, trained] = [await build(), await user()];
    const { id } = await calendar.qualify(instrument, trained, END);
    const other = await granted();
    await calendar.db.query('UPDATE qualification SET revoked_at = app_now() WHERE id = $1', [
      other.id,
    ]);
    await morning(30);
    await calendar.qualifications.remind();
    await calendar.qualify(instrument, trained, END);
    await calendar.qualifications.remind();
    expect([await mailsOf(id), await mailsOf(other.id)]).toEqual([2, 0]);
  });

  it('is asked for once by two runs at the same time', async () => {
    await morning(60);
    const { id } = await granted();
    await morning(10);
    await Promise.all([1, 2, 3, 4].map(() => calendar.qualifications.remind()));
    expect(await mailsOf(id)).toBe(1);
  });
});
