import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { ReservationResponse } from '../reservation.dto';
import {
  RESERVATION_STATES,
  type ReservationAction,
  type ReservationState,
} from '../reservation.words';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';

type Side = 'person' | 'leader' | 'manager' | 'operator' | 'assets';
/** A state, or `second`: requested, approved by the lab and waiting for the asset department. */
type Situation = ReservationState | 'second';

let database: TestDatabase;
let calendar: TestCalendar;
let instrument: TestInstrument;
let sides: Record<Side, Actor>;
const noon = ahead(4, 10, 12);
const LATER = isoOf(ahead(4, 10, 13)).endsAt;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  instrument = await calendar.buildInstrument({ policy: { checkInWindowMinutes: null } });
  const person = await calendar.buildActor('enterprise_member');
  const holderId = instrument.lab.organisationId;
  sides = {
    person,
    leader: await calendar.buildActor('enterprise_admin', person.organisationId),
    manager: instrument.lab,
    operator: await calendar.buildActor('instrument_operator', holderId),
    assets: await calendar.buildActor('holder_admin', holderId),
  };
  await setDatabaseTime(
    database,
    noon.startsAt.minus({ minutes: 10 }).toUTC() as Parameters<typeof setDatabaseTime>[1],
  );
});

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

type Command =
  | 'approve'
  | 'approve-second'
  | 'reject'
  | 'move'
  | 'hand-over'
  | 'cancel'
  | 'check-in'
  | 'check-out'
  | 'extend'
  | 'complete'
  | 'forgive'
  | 'rate';

const COMMANDS: Record<Command, (actor: Actor, id: string) => Promise<ReservationResponse>> = {
  approve: (actor, id) => calendar.life.approve(actor, id, {}),
  'approve-second': (actor, id) => calendar.life.approveSecond(actor, id, {}),
  reject: (actor, id) => calendar.life.reject(actor, id, '样品不合要求', {}),
  move: (actor, id) => calendar.move(actor, id, ahead(5, 8, 10)),
  'hand-over': (actor, id) =>
    calendar.handOvers.handOver(actor, id, { userId: sides.leader.userId }, {}),
  cancel: (actor, id) => calendar.life.cancel(actor, id, undefined, {}),
  'check-in': (actor, id) => calendar.life.checkIn(actor, id, {}),
  'check-out': (actor, id) => calendar.life.checkOut(actor, id, {}, {}),
  extend: (actor, id) => calendar.extensions.extend(actor, id, { endsAt: LATER }, {}),
  complete: (actor, id) => calendar.life.complete(actor, id, undefined, {}),
  rate: (actor, id) => calendar.ratings.rate(actor, id, { stars: 5 }, {}),
  forgive: (actor, id) => calendar.penalties.forgive(actor, id, '停电', {}),
};

/** Who may do what in each state ten minutes before the start: written by hand, beside the code and not from it. */
const USERS: Record<Situation, ReservationAction[]> = {
  requested: ['move', 'hand-over', 'cancel'],
  second: ['move', 'hand-over', 'cancel'],
  confirmed: ['move', 'hand-over', 'cancel', 'check-in'],
  in_use: ['check-out', 'extend'],
  used: [],
  completed: ['accept', 'dispute', 'rate'],
  rejected: [],
  cancelled: [],
  expired: [],
  no_show: [],
  displaced: ['move', 'hand-over', 'cancel'],
};
const OPERATORS: typeof USERS = { ...USERS, completed: [] };
const MANAGERS: typeof USERS = {
  ...OPERATORS,
  requested: ['approve', 'reject', 'move', 'hand-over', 'cancel'],
  second: ['reject', 'move', 'hand-over', 'cancel'],
  used: ['complete'],
};
const ASSETS: Partial<typeof USERS> = { second: ['approve-second', 'reject'] };
const ALLOWED: Record<Side, Partial<typeof USERS>> = {
  assets: ASSETS,
  person: USERS,
  leader: USERS,
  operator: OPERATORS,
  manager: MANAGERS,
};

/** What the guard lets each side ask for at all. */
const MAY_ASK: Record<Side, Command[]> = {
  person: ['move', 'hand-over', 'cancel', 'check-in', 'check-out', 'extend', 'rate'],
  leader: ['move', 'hand-over', 'cancel', 'check-in', 'check-out', 'extend', 'rate'],
  operator: ['move', 'hand-over', 'cancel', 'check-in', 'check-out', 'extend'],
  manager: (Object.keys(COMMANDS) as Command[]).filter(
    (command) => !['rate', 'approve-second'].includes(command),
  ),
  assets: ['approve-second', 'reject'],
};

const ORDER_STATES: Partial<Record<ReservationState, string>> = {
  completed: 'completed',
  rejected: 'cancelled',
  cancelled: 'cancelled',
  expired: 'cancelled',
  no_show: 'cancelled',
};

const stateIn = (situation: Situation): ReservationState =>
  situation === 'second' ? 'requested' : situation;

/** A reservation that has come to a state; what blocks no time there blocks none. */
async function buildIn(situation: Situation): Promise<ReservationResponse> {
  const state = stateIn(situation);
  // What an earlier cell of the grid left must not stand in the way of this one.
  await calendar.db.query('UPDATE occupancy SET blocking = false WHERE blocking');
  const booked = await calendar.book(sides.person, instrument.id, noon);
  if (situation === 'second')
    await calendar.db.query(
      `UPDATE reservation SET state = 'requested', approved_by = $2, second_approval = 'holder' WHERE id = $1`,
      [booked.id, sides.manager.userId],
    );
  const isOver = !['requested', 'confirmed', 'in_use', 'used'].includes(state);
  await calendar.db.query('UPDATE reservation SET state = $2 WHERE id = $1', [booked.id, state]);
  await calendar.db.query(
    `UPDATE service_order SET state = $2, completed_at = CASE WHEN $2 = 'completed' THEN app_now() END,
                              actual_fen = CASE WHEN $2 = 'completed' THEN list_fen END WHERE id = $1`,
    [booked.orderId, ORDER_STATES[state] ?? 'open'],
  );
  if (isOver) {
    await calendar.db.query('UPDATE occupancy SET blocking = false WHERE reservation_id = $1', [
      booked.id,
    ]);
  }
  if (state === 'displaced') {
    await calendar.db.query(
      `INSERT INTO reservation_history (id, reservation_id, action, from_state, to_state, detail)
       VALUES (gen_random_uuid(), $1, 'displace', 'confirmed', 'displaced', '{}')`,
      [booked.id],
    );
  }
  return booked;
}

const GRID = (Object.keys(MAY_ASK) as Side[]).flatMap((side) =>
  [...RESERVATION_STATES, 'second' as const].map((situation): [Side, Situation] => [
    side,
    situation,
  ]),
);

describe('state × action, ten minutes before the start', () => {
  it.each(GRID)(
    '%s, %s: what is allowed succeeds, all else answers 409',
    async (side, situation) => {
      const actor = sides[side];
      const allowed = ALLOWED[side][situation] ?? [];
      for (const command of MAY_ASK[side]) {
        const { id } = await buildIn(situation);
        const before = await calendar.reservations.get(actor, id);
        expect(before.allowedActions).toEqual(allowed);
        const outcome = await COMMANDS[command](actor, id).then(
          (done) => done.version,
          (error: { kind: string; members: object }) => ({ ...error.members, kind: error.kind }),
        );
        const state = stateIn(situation);
        const refusal = { kind: 'conflict', state, action: command, allowedActions: allowed };
        expect([command, outcome]).toEqual([
          command,
          allowed.includes(command) ? before.version + 1 : refusal,
        ]);
        if (typeof outcome === 'object')
          expect(await calendar.reservations.get(actor, id)).toEqual(before);
      }
    },
  );
});

describe('the same action twice at once', () => {
  it('is taken once, and the other is told what is allowed now', async () => {
    const { id } = await buildIn('confirmed');
    const [won, lost] = await inOrder([
      COMMANDS['check-in'](sides.person, id),
      COMMANDS['check-in'](sides.manager, id),
    ]);
    expect(won).toMatchObject({ status: 'fulfilled', value: { state: 'in_use' } });
    expect(lost).toMatchObject({
      reason: { code: 'reservation-state', members: { allowedActions: USERS.in_use } },
    });
  });

  it('too late to approve, the lab may still reject', async () => {
    const { id } = await buildIn('requested');
    await calendar.db.query(
      `UPDATE reservation SET starts_at = app_now(), ends_at = app_now() + interval '1 hour' WHERE id = $1`,
      [id],
    );
    await expect(COMMANDS.approve(sides.manager, id)).rejects.toMatchObject({
      code: 'reservation-state',
      members: { allowedActions: ['reject', 'move', 'hand-over', 'cancel'] },
    });
  });
});

/** Settled, the one that succeeded first. */
const inOrder = async <T>(calls: Promise<T>[]): Promise<PromiseSettledResult<T>[]> =>
  (await Promise.allSettled(calls)).sort((a, b) => a.status.localeCompare(b.status));
