import type { Actor } from '@app/identity';
import { useCalendar } from '../../../../test/support/calendar-stage';
import { NO_RULES } from '../testing/bookable';
import { ahead, isoOf, type TestCalendar, type TestInstrument } from '../testing/calendar';
import { TimelineService } from './timeline.service';

const stage = useCalendar({ entities: [], poolSize: 1 });
let calendar: TestCalendar;
let timeline: TimelineService;
let user: Actor;
let instrument: TestInstrument;

const DAY = isoOf(ahead(3, 0, 24));
const listFor = (actor: Actor, more: object = {}) =>
  timeline.list(actor, { from: DAY.startsAt, to: DAY.endsAt, ...more });

beforeAll(async () => {
  ({ calendar } = stage);
  timeline = new TimelineService(calendar.db);
  user = await calendar.buildActor('enterprise_member');
  instrument = await calendar.buildInstrument({
    policy: { ...NO_RULES, setUpMinutes: 15, cleanUpMinutes: 30 },
    units: 2,
  });
});

describe('the timeline of a laboratory', () => {
  it('shows each unit with what takes its time, set-up and clean-up included', async () => {
    const booked = await calendar.book(user, instrument.id, ahead(3, 9, 11));
    const { id: downtimeId } = await calendar.downtimes.create(instrument.lab, instrument.id, {
      ...isoOf(ahead(3, 14, 16)),
      kind: 'maintenance',
      reason: '年度校准',
    });
    const { items } = await listFor(instrument.lab);
    expect(items).toHaveLength(1);
    const [{ id, units, entries }] = items as [(typeof items)[0]];
    expect(id).toBe(instrument.id);
    expect(units.map((unit) => unit.id).sort()).toEqual([...instrument.unitIds].sort());
    const reserved = entries.filter(({ reservation }) => reservation?.id === booked.id);
    expect(reserved).toHaveLength(1);
    const minutes = (from: string, to: string): number =>
      (Date.parse(to) - Date.parse(from)) / 60_000;
    expect(minutes(reserved[0]?.startsAt ?? '', booked.startsAt)).toBe(15);
    expect(minutes(booked.endsAt, reserved[0]?.endsAt ?? '')).toBe(30);
    expect(reserved[0]?.reservation).toMatchObject({
      state: 'confirmed',
      startsAt: booked.startsAt,
      userOrganisation: { id: user.organisationId },
    });
    // The instrument stands still as a whole: on every unit.
    const still = entries.filter(({ downtime }) => downtime?.id === downtimeId);
    expect(still.map(({ unitId }) => unitId).sort()).toEqual([...instrument.unitIds].sort());
    expect(still[0]).toMatchObject({ kind: 'maintenance', downtime: { reason: '年度校准' } });
  });

  it('shows neither what was given back nor what lies outside of the period', async () => {
    const cancelled = await calendar.book(user, instrument.id, ahead(3, 18, 19));
    await calendar.life.cancel(user, cancelled.id, undefined, {});
    const later = await calendar.book(user, instrument.id, ahead(4, 9, 10));
    const { items } = await listFor(instrument.lab);
    const shown = items.flatMap(({ entries }) => entries.map(({ reservation }) => reservation?.id));
    expect(shown).not.toContain(cancelled.id);
    expect(shown).not.toContain(later.id);
  });

  it('is for the laboratory and nobody else', async () => {
    expect(await listFor(user)).toEqual({ items: [] });
    const another = await calendar.buildInstrument();
    const { items } = await listFor(another.lab);
    expect(items.map(({ id }) => id)).toEqual([another.id]);
  });

  it('comes in pages by name, and of one laboratory alone', async () => {
    const { lab } = instrument;
    const second = await calendar.buildInstrument({ lab });
    await calendar.buildLab([second], { maxConcurrent: 3 });
    const first = await listFor(lab, { limit: 1 });
    const rest = await listFor(lab, { limit: 1, cursor: first.next });
    expect(rest.next).toBeUndefined();
    const ids = [...first.items, ...rest.items].map(({ id }) => id);
    expect(ids.sort()).toEqual([instrument.id, second.id].sort());
    const [row]: { lab_id: string }[] = await calendar.db.query(
      'SELECT lab_id FROM instrument WHERE id = $1',
      [second.id],
    );
    const ofLab = await listFor(lab, { labId: row?.lab_id });
    expect(ofLab.items.map(({ id }) => id)).toEqual([second.id]);
  });

  it('refuses more than two months at once', async () => {
    await expect(
      listFor(instrument.lab, { to: isoOf(ahead(66, 0, 1)).endsAt }),
    ).rejects.toMatchObject({ members: { errors: [{ pointer: '/to', code: 'period-too-long' }] } });
  });
});
