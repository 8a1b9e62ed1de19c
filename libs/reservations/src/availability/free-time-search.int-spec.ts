import type { Actor } from '@app/identity';
import { useCalendar } from '../../../../test/support/calendar-stage';
import { NO_RULES } from '../testing/bookable';
import { ahead, isoOf, type TestCalendar } from '../testing/calendar';

const stage = useCalendar({ entities: [], poolSize: 1 });
let calendar: TestCalendar;
let user: Actor;

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

const search = async (hours: { from: number; to: number }, durationMinutes: number, day = 3) => {
  const { startsAt: from, endsAt: to } = isoOf(ahead(day, hours.from, hours.to));
  const { items } = await calendar.availability.search(user, {
    ...{ from, to, durationMinutes, limit: 50 },
  });
  return items;
};

const idsOf = (items: readonly { instrument: { id: string } }[]): string[] =>
  items.map(({ instrument }) => instrument.id);

describe('the walk of the free-time search', () => {
  it('passes over an instrument without a gap of the length, and over none that has one', async () => {
    const { id } = await calendar.buildInstrument({ policy: NO_RULES });
    await calendar.book(user, id, ahead(3, 10, 12));
    // Free from 9 to 10 and from 12 to 13: not two hours, though two in sum.
    expect(idsOf(await search({ from: 9, to: 13 }, 60))).toContain(id);
    expect(idsOf(await search({ from: 9, to: 13 }, 120))).not.toContain(id);
    expect(idsOf(await search({ from: 9, to: 14 }, 120))).toContain(id);
    expect(idsOf(await search({ from: 10, to: 12 }, 30))).not.toContain(id);
  });

  it('finds the one free unit of several', async () => {
    const { id } = await calendar.buildInstrument({ policy: NO_RULES, units: 2 });
    await calendar.book(user, id, ahead(4, 9, 13));
    expect(idsOf(await search({ from: 9, to: 13 }, 240, 4))).toContain(id);
    await calendar.book(user, id, ahead(4, 9, 13));
    expect(idsOf(await search({ from: 9, to: 13 }, 30, 4))).not.toContain(id);
  });

  it('does not count a hold that has expired', async () => {
    const { id } = await calendar.buildInstrument({ policy: NO_RULES });
    const period = isoOf(ahead(5, 9, 13));
    const hold = await calendar.holds.create(user, { instrumentId: id, ...period });
    expect(idsOf(await search({ from: 9, to: 13 }, 60, 5))).not.toContain(id);
    await calendar.db.query(
      `UPDATE occupancy SET expires_at = app_now() - interval '1 second' WHERE id = $1`,
      [hold.id],
    );
    expect(idsOf(await search({ from: 9, to: 13 }, 60, 5))).toContain(id);
  });

  it('names the price of the day of the slot, not of the day the search begins on', async () => {
    const { id } = await calendar.buildInstrument({ policy: NO_RULES });
    const [day] = isoOf(ahead(8, 9, 10)).startsAt.split('T');
    await calendar.db.query(
      `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
       SELECT instrument_id, version + 1, $2, '[{"kind": "per_hour", "amountFen": 12300}]', created_by
         FROM fee_schedule WHERE instrument_id = $1`,
      [id, day],
    );
    await calendar.book(user, id, ahead(6, 0, 48));
    const items = await search({ from: 0, to: 60 }, 60, 6);
    const found = items.find(({ instrument }) => instrument.id === id);
    expect(found?.quote).toMatchObject({ listFen: 12_300 });
  });
});
