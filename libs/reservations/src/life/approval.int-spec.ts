import type { DateTime } from 'luxon';
import { isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookingPolicy } from '@app/instruments';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import type { ReservationResponse } from '../reservation.dto';
import { at, onDay } from '../testing/bookable';
import { isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
let bureau: Actor;
const noon = onDay(3, 10, 12);
const setTime = (time: DateTime): Promise<void> =>
  setDatabaseTime(database, time as DateTime<true>);

beforeAll(async () => {
  database = await createTestDatabase({ entities: [], poolSize: 1 });
  await setTime(at(-1, 7));
  calendar = await TestCalendar.start(database.url);
  user = await calendar.buildActor('enterprise_member');
  bureau = await calendar.buildActor('bureau_reviewer');
});
afterEach(() => setTime(at(-1, 7)));
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

interface Asked extends TestInstrument {
  assets: Actor;
}

/** An instrument whose requests need two words, with its holder's asset department. */
async function build(policy: Partial<BookingPolicy> = {}): Promise<Asked> {
  const instrument = await calendar.buildInstrument({
    policy: { approval: 'each', secondApproval: 'holder', ...policy },
  });
  const assets = await calendar.buildActor('holder_admin', instrument.lab.organisationId);
  return { ...instrument, assets };
}

const shown = (id: string, actor = user): Promise<ReservationResponse> =>
  calendar.reservations.get(actor, id);

const changePolicy = ({ id }: Asked, changes: Partial<BookingPolicy>): Promise<unknown> =>
  calendar.db.query(
    `INSERT INTO booking_policy (instrument_id, version, rules, created_by)
     SELECT instrument_id, 2, rules || $2::jsonb, created_by FROM booking_policy WHERE instrument_id = $1`,
    [id, JSON.stringify(changes)],
  );

/** Booked by the user and approved by the lab. */
async function approvedOnce(asked: Asked, by = user): Promise<string> {
  const { id } = await calendar.book(by, asked.id, noon);
  await calendar.life.approve(asked.lab, id, {});
  return id;
}

async function approvedTwice(asked: Asked): Promise<string> {
  const id = await approvedOnce(asked);
  await calendar.life.approveSecond(asked.assets, id, {});
  return id;
}

describe('a request that two sides decide about', () => {
  it('waits for the lab, then for the second side, and is confirmed by it; history and audit name both', async () => {
    const asked = await build();
    const booked = await calendar.book(user, asked.id, noon);
    expect(booked).toMatchObject({ state: 'requested', waitsFor: 'approval' });
    expect(await calendar.life.approve(asked.lab, booked.id, {})).toMatchObject({
      ...{ state: 'requested', waitsFor: 'holder', version: 2 },
      allowedActions: expect.not.arrayContaining(['approve', 'approve-second']),
    });
    expect(await calendar.countBlocking(asked.unitIds[0] ?? '', noon)).toBe(1);
    expect(await calendar.life.approveSecond(asked.assets, booked.id, {})).toMatchObject({
      ...{ state: 'confirmed', waitsFor: null, version: 3 },
    });
    const history = await calendar.db.query(
      `SELECT actor_id, action, from_state, to_state FROM reservation_history WHERE reservation_id = $1 ORDER BY at`,
      [booked.id],
    );
    expect(history.slice(1)).toEqual([
      {
        ...{ actor_id: asked.lab.userId, action: 'approve' },
        ...{ from_state: 'requested', to_state: 'requested' },
      },
      {
        ...{ actor_id: asked.assets.userId, action: 'approve-second' },
        ...{ from_state: 'requested', to_state: 'confirmed' },
      },
    ]);
    const audited = await calendar.db.query(
      `SELECT action FROM audit_entry WHERE object_id = $1 AND action LIKE '%approve%' ORDER BY action`,
      [booked.id],
    );
    expect(audited).toEqual([
      { action: 'reservation.approve' },
      { action: 'reservation.approve-second' },
    ]);
  });

  it('has a promise to answer for each step, and expires unanswered at either', async () => {
    const asked = await build({ responseMinutes: 480 });
    const id = await approvedOnce(asked);
    expect((await shown(id)).respondBy).toBe(isoInZone(at(-1, 15)));
    const late = await calendar.book(user, asked.id, onDay(4, 8, 10));
    await setTime(at(-1, 14));
    const second = await calendar.life.approve(asked.lab, late.id, {});
    expect(second.respondBy).toBe(isoInZone(at(-1, 22)));
    await setTime(at(-1, 21, 59));
    await calendar.endings.releaseOvertaken();
    expect(await shown(late.id)).toMatchObject({ state: 'requested', waitsFor: 'holder' });
    expect((await shown(id)).state).toBe('expired');
    await setTime(at(-1, 22));
    await calendar.endings.releaseOvertaken();
    expect((await shown(late.id)).state).toBe('expired');
    await expect(calendar.book(user, asked.id, onDay(4, 8, 10))).resolves.toBeDefined();
  });

  it('is decided by the policy that it was made under', async () => {
    const asked = await build();
    const { id } = await calendar.book(user, asked.id, noon);
    await changePolicy(asked, { secondApproval: null });
    expect(await calendar.life.approve(asked.lab, id, {})).toMatchObject({ waitsFor: 'holder' });
  });

  it('is found by whoever it waits for', async () => {
    const asked = await build({ secondApproval: 'bureau' });
    const [waiting, fresh] = [
      await approvedOnce(asked),
      await calendar.book(user, asked.id, onDay(4, 8, 10)),
    ];
    const listed = async (actor: Actor, waitsFor: 'bureau' | 'approval' | 'verification') =>
      (await calendar.reservations.list(actor, { instrumentId: asked.id, waitsFor })).items.map(
        ({ id }) => id,
      );
    expect(await listed(bureau, 'bureau')).toEqual([waiting]);
    expect(await listed(asked.lab, 'approval')).toEqual([fresh.id]);
    expect(await listed(asked.lab, 'verification')).toEqual([]);
    expect((await shown(waiting, bureau)).allowedActions).toEqual(['approve-second', 'reject']);
  });
});

describe('the second word', () => {
  it('is not given before the first, by another side, or once the time has begun', async () => {
    const asked = await build();
    const { id } = await calendar.book(user, asked.id, noon);
    const give = (actor: Actor) => calendar.life.approveSecond(actor, id, {});
    const refuse = (actor: Actor) => calendar.life.reject(actor, id, '预算不足', {});
    await expect(give(asked.assets)).rejects.toMatchObject({ code: 'reservation-state' });
    await expect(refuse(asked.assets)).rejects.toMatchObject({ code: 'reservation-state' });
    await calendar.life.approve(asked.lab, id, {});
    const others = { code: 'second-word-of-others', members: { waitsFor: 'holder' } };
    await expect(give(bureau)).rejects.toMatchObject(others);
    await expect(refuse(bureau)).rejects.toMatchObject(others);
    await expect(calendar.life.approve(asked.lab, id, {})).rejects.toMatchObject({
      code: 'reservation-state',
    });
    await setTime(noon.startsAt);
    await expect(give(asked.assets)).rejects.toMatchObject({ code: 'reservation-state' });
    expect(await shown(id)).toMatchObject({ state: 'requested', waitsFor: 'holder', version: 2 });
  });

  it('is not given by who gave the first, nor by who booked', async () => {
    const asked = await build();
    const both: Actor = { ...asked.lab, roles: ['lab_manager', 'holder_admin'] };
    const operator = await calendar.buildActor('instrument_operator', asked.lab.organisationId);
    const own: Actor = { ...operator, roles: ['instrument_operator', 'holder_admin'] };
    const [first, second] = [
      await calendar.book(user, asked.id, noon),
      await calendar.book(operator, asked.id, onDay(4, 8, 10)),
    ];
    await calendar.life.approve(both, first.id, {});
    await calendar.life.approve(asked.lab, second.id, {});
    const refusal = { kind: 'forbidden', code: 'second-person-required' };
    await expect(calendar.life.approveSecond(both, first.id, {})).rejects.toMatchObject(refusal);
    await expect(calendar.life.approveSecond(own, second.id, {})).rejects.toMatchObject(refusal);
    await expect(calendar.life.reject(own, second.id, '不用了', {})).rejects.toMatchObject(refusal);
  });

  it('may be no, at which time and voucher are given back; the lab may still say no, too', async () => {
    const asked = await build();
    const refused = await approvedOnce(asked);
    expect(await calendar.life.reject(asked.assets, refused, '预算不足', {})).toMatchObject({
      ...{ state: 'rejected', reason: '预算不足', order: { state: 'cancelled' } },
    });
    const again = await approvedOnce(asked);
    expect(await calendar.life.reject(asked.lab, again, '设备检修', {})).toMatchObject({
      state: 'rejected',
    });
    expect(await calendar.countStrays()).toBe(0);
  });

  it('asked for twice at once is given once', async () => {
    const asked = await build();
    const colleague = await calendar.buildActor('holder_admin', asked.lab.organisationId);
    const id = await approvedOnce(asked);
    const outcomes = await Promise.allSettled(
      [asked.assets, colleague].map((actor) => calendar.life.approveSecond(actor, id, {})),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'reservation-state' }) }),
    );
  });

  it('is kept by the database, whoever writes', async () => {
    const asked = await build();
    const id = await approvedOnce(asked);
    const write = (set: string) =>
      calendar.db.query(`UPDATE reservation SET ${set} WHERE id = $1`, [id]);
    const refusals: [string, string][] = [
      ['second_approved_by = approved_by', 'reservation_second_is_another_person'],
      [`state = 'confirmed'`, 'reservation_second_given_before_use'],
      ['approved_by = NULL', 'reservation_second_follows_first'],
      [`second_approval = 'county'`, 'reservation_second_approval_known'],
    ];
    for (const [set, constraint] of refusals)
      await expect(write(set)).rejects.toMatchObject({ driverError: { constraint } });
    // Two connections, each of which leaves the row right by what it sees: the later one is judged by both.
    const writes = [
      `second_approved_by = '${asked.assets.userId}'`,
      `approved_by = '${asked.assets.userId}'`,
    ];
    const outcomes = await Promise.allSettled(writes.map(write));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a time that two sides approved', () => {
  it('is asked about again at both when the user moves it, and at neither when it gets shorter', async () => {
    const asked = await build();
    const id = await approvedTwice(asked);
    expect(await calendar.move(user, id, onDay(3, 10, 11))).toMatchObject({ state: 'confirmed' });
    expect(await calendar.move(user, id, onDay(4, 10, 12))).toMatchObject({
      ...{ state: 'requested', waitsFor: 'approval' },
    });
    await expect(calendar.life.approveSecond(asked.assets, id, {})).rejects.toMatchObject({
      code: 'reservation-state',
    });
    await calendar.life.approve(asked.lab, id, {});
    expect(await calendar.move(user, id, onDay(4, 10, 11))).toMatchObject({ waitsFor: 'holder' });
    expect(await calendar.move(user, id, onDay(4, 9, 11))).toMatchObject({ waitsFor: 'approval' });
  });

  it('is asked about at the second side only when the lab moves it, whose mover gave the first word', async () => {
    const asked = await build();
    const both = await calendar.buildActor('lab_manager', asked.lab.organisationId);
    both.roles.push('holder_admin');
    const id = await approvedTwice(asked);
    expect(await calendar.move(both, id, onDay(4, 10, 12))).toMatchObject({
      ...{ state: 'requested', waitsFor: 'holder' },
    });
    await expect(calendar.life.approveSecond(both, id, {})).rejects.toMatchObject({
      code: 'second-person-required',
    });
    expect(await calendar.life.approveSecond(asked.assets, id, {})).toMatchObject({
      state: 'confirmed',
    });
  });

  it('goes on where it was after a downtime that gives it back', async () => {
    const asked = await build();
    const id = await approvedOnce(asked);
    const downtime = await calendar.downtimes.create(asked.lab, asked.id, {
      ...{ ...isoOf(onDay(3, 9, 13)), kind: 'downtime', reason: '真空泵故障' },
    });
    expect(await shown(id)).toMatchObject({ state: 'displaced', waitsFor: null });
    await calendar.downtimes.end(asked.lab, downtime.id);
    expect(await shown(id)).toMatchObject({ state: 'requested', waitsFor: 'holder' });
  });

  it('stays approved with a colleague it is handed over to', async () => {
    const asked = await build();
    const colleague = await calendar.buildActor('enterprise_member', user.organisationId);
    const id = await approvedOnce(asked);
    const to = { userId: colleague.userId };
    expect(await calendar.handOvers.handOver(user, id, to, {})).toMatchObject({
      ...{ state: 'requested', waitsFor: 'holder' },
    });
  });

  it('is made longer while it runs by the lab only', async () => {
    const asked = await build({ checkInWindowMinutes: null });
    const id = await approvedTwice(asked);
    await setTime(noon.startsAt);
    await calendar.life.checkIn(user, id, {});
    const longer = { endsAt: isoOf(onDay(3, 10, 13)).endsAt };
    await expect(calendar.extensions.extend(user, id, longer, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'extension-by-lab', values: { secondApproval: 'holder' } }] },
    });
    expect(await calendar.extensions.extend(asked.lab, id, longer, {})).toMatchObject({
      state: 'in_use',
    });
  });
});

describe('every way of booking', () => {
  it('in series and together waits for two words at each', async () => {
    const asked = await build();
    const other = await build({ secondApproval: 'bureau' });
    const made = await calendar.series.create(
      user,
      {
        ...{ instrumentId: asked.id, ...isoOf(noon), purpose: 'testing' },
        repeat: { every: 'week', interval: 1, count: 2 },
      },
      undefined,
    );
    const items = [asked.id, other.id].map((instrumentId) => ({
      ...{ instrumentId, ...isoOf(onDay(4, 8, 10)) },
    }));
    const joint = await calendar.joint.create(user, { items, purpose: 'testing' }, undefined);
    const all = [...made.reservations, ...joint.reservations];
    expect(all.map(({ waitsFor }) => waitsFor)).toEqual(Array(4).fill('approval'));
    const after = [];
    for (const { id, instrument } of all) {
      const { lab } = instrument.id === other.id ? other : asked;
      after.push((await calendar.life.approve(lab, id, {})).waitsFor);
    }
    expect(after).toEqual(['holder', 'holder', 'holder', 'bureau']);
  });

  it('does not begin at once', async () => {
    const asked = await build();
    const wish = { endsAt: isoOf(onDay(-1, 7, 8)).endsAt, purpose: 'testing' as const };
    await expect(calendar.walkIns.start(user, asked.id, wish, {})).rejects.toMatchObject({
      members: { reasons: [{ code: 'approval-needed' }] },
    });
  });

  it('by an organisation that is not verified waits for the office first, and for it again, without losing the word of the lab', async () => {
    const asked = await build();
    const person = await calendar.buildActor('enterprise_member');
    const verify = async (verification: 'pending' | 'verified') => {
      await calendar.db.query('UPDATE organisation SET verification = $2 WHERE id = $1', [
        person.organisationId,
        verification,
      ]);
      return calendar.waiting.confirmFor(person.organisationId);
    };
    await verify('pending');
    const unverified = { ...person, organisationVerified: false };
    const { id, waitsFor } = await calendar.book(unverified, asked.id, noon);
    expect(waitsFor).toBe('verification');
    expect(await verify('verified')).toBe(0);
    expect(await calendar.life.approve(asked.lab, id, {})).toMatchObject({ waitsFor: 'holder' });
    await verify('pending');
    expect((await shown(id, asked.assets)).allowedActions).toEqual([]);
    await expect(calendar.life.approveSecond(asked.assets, id, {})).rejects.toMatchObject({
      code: 'organisation-unverified',
    });
    // Nobody is asked by the rules of today, but this was.
    await changePolicy(asked, { approval: 'instant', secondApproval: null });
    expect(await verify('verified')).toBe(0);
    expect(await calendar.life.approveSecond(asked.assets, id, {})).toMatchObject({
      state: 'confirmed',
    });
  });
});
