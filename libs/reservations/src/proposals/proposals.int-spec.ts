import type { DateTime } from 'luxon';
import { inCallContext, instantOf, type Interval, newId, NO_ORGANISATION } from '@app/common';
import { type Actor, LinkRefused, SignedLinks } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { ahead, isoOf, TestCalendar, type TestInstrument } from '../testing/calendar';
import type { ProposalResponse } from './proposal.dto';

let database: TestDatabase;
let calendar: TestCalendar;
let user: Actor;
const lost = ahead(4, 10, 12);

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  calendar = await TestCalendar.start(database.url);
});

// Others' instruments of the category would be proposed as well.
beforeEach(async () => {
  await calendar.db.query(`UPDATE instrument SET status = 'suspended' WHERE status = 'listed'`);
  await calendar.db.query(`DELETE FROM displacement_proposal WHERE state = 'open'`);
  user = await calendar.buildActor('enterprise_member');
});

afterEach(() => setDatabaseTime(database, null));

afterAll(async () => {
  await calendar.stop();
  await database.drop();
});

const setTime = (moment: DateTime): Promise<void> =>
  setDatabaseTime(database, moment as DateTime<true>);
const fault = (period: Interval) => ({
  ...{ kind: 'downtime' as const, reason: '真空泵故障' },
  ...isoOf(period),
});

/** Puts an instrument on the map. */
const place = (id: string, latitude: number, longitude: number) =>
  calendar.db.query('UPDATE instrument SET latitude = $2, longitude = $3 WHERE id = $1', [
    ...[id, latitude, longitude],
  ]);

/** A reservation on an instrument that breaks down for two days. */
async function displace(on: TestInstrument, booker = user) {
  const booked = await calendar.book(booker, on.id, lost);
  const downtime = await calendar.downtimes.create(on.lab, on.id, fault(ahead(4, 8, 56)));
  return { booked, downtime };
}

const open = async (reservationId: string): Promise<ProposalResponse[]> =>
  (await calendar.proposals.list(reservationId)).items.filter(({ state }) => state === 'open');

async function proposed(reservationId: string, kind: string): Promise<ProposalResponse> {
  const found = (await open(reservationId)).find((one) => one.kind === kind);
  if (!found) throw new Error(`nothing of kind ${kind} is proposed`);
  return found;
}

const periodOfProposal = ({ startsAt, endsAt }: ProposalResponse): Interval => ({
  startsAt: instantOf(startsAt ?? ''),
  endsAt: instantOf(endsAt ?? ''),
});

describe('what is proposed to somebody whose reservation was displaced', () => {
  it('is another time, a sister, another holder’s nearby, or to cancel; each slot is held a day', async () => {
    const own = await calendar.buildInstrument();
    const sister = await calendar.buildInstrument({ lab: own.lab });
    const near = await calendar.buildInstrument();
    const far = await calendar.buildInstrument();
    await place(own.id, 30.75, 120.76);
    await place(near.id, 30.52, 120.68);
    await place(far.id, 31.3, 120.6);
    const { booked, downtime } = await displace(own);

    const items = await open(booked.id);
    expect(items.map(({ kind }) => kind)).toEqual([
      ...['later', 'later', 'sister', 'elsewhere', 'cancel'],
    ]);
    expect(items.map(({ instrument }) => instrument.id)).toEqual([
      ...[own.id, own.id, sister.id, near.id, own.id],
    ]);
    expect(downtime.affected[0]?.proposals.map(({ id }) => id)).toEqual(
      items.slice(0, 4).map(({ id }) => id),
    );
    // The sister is free at the very time that was lost.
    const [, , onSister] = items;
    expect(onSister && periodOfProposal(onSister)).toEqual(lost);
    const other = await calendar.buildActor('enterprise_member');
    for (const slot of items.slice(0, 4))
      await expect(
        calendar.book(other, slot.instrument.id, periodOfProposal(slot)),
      ).rejects.toMatchObject({ code: 'reservation-conflict' });
    await setTime(instantOf(items[0]?.expiresAt ?? '').plus({ seconds: 1 }));
    await expect(
      calendar.book(other, sister.id, onSister ? periodOfProposal(onSister) : lost),
    ).resolves.toMatchObject({ state: 'confirmed' });
  });

  it('is no sister that costs more', async () => {
    const own = await calendar.buildInstrument();
    const dearer = await calendar.buildInstrument({ lab: own.lab });
    await calendar.db.query(
      `UPDATE fee_schedule SET lines = '[{"kind": "per_hour", "amountFen": 60001}]' WHERE instrument_id = $1`,
      [dearer.id],
    );
    const { booked } = await displace(own);
    expect((await open(booked.id)).map(({ kind }) => kind)).toEqual(['later', 'later', 'cancel']);
  });

  it('leaves the person their own three slots to hold', async () => {
    const own = await calendar.buildInstrument();
    await displace(own);
    for (const hour of [8, 9, 10])
      await calendar.holds.create(user, {
        ...{ instrumentId: own.id, ...isoOf(ahead(9, hour, hour + 1)) },
      });
  });

  it('is made once, by the request or the job', async () => {
    const own = await calendar.buildInstrument();
    const { booked } = await displace(own);
    const before = (await open(booked.id)).map(({ id }) => id);
    await Promise.all([1, 2, 3].map(() => calendar.proposalMaker.proposeFor(booked.id)));
    expect((await open(booked.id)).map(({ id }) => id)).toEqual(before);
    const [told]: { count: number }[] = await calendar.db.query(
      `SELECT count(*)::int AS count FROM outbox_message
        WHERE job = 'propose-times' AND payload->>'reservationId' = $1`,
      [booked.id],
    );
    expect(told?.count).toBe(1);
  });

  it('is never the same slot for two, however many ask at once', async () => {
    const own = await calendar.buildInstrument();
    const sister = await calendar.buildInstrument({ lab: own.lab });
    const bookers = await Promise.all(
      Array.from({ length: 8 }, () => calendar.buildActor('enterprise_member')),
    );
    const booked = await Promise.all(
      bookers.map((booker, at) => calendar.book(booker, own.id, ahead(4, 8 + at, 9 + at))),
    );
    // As after a roll-forward: displaced, and nothing proposed yet.
    await calendar.db.query(`UPDATE instrument SET status = 'suspended' WHERE id = ANY($1)`, [
      [own.id, sister.id],
    ]);
    await calendar.downtimes.create(own.lab, own.id, fault(ahead(4, 0, 24)));
    await calendar.db.query('DELETE FROM displacement_proposal WHERE reservation_id = ANY($1)', [
      booked.map(({ id }) => id),
    ]);
    await calendar.db.query(`UPDATE instrument SET status = 'listed' WHERE id = ANY($1)`, [
      [own.id, sister.id],
    ]);
    const made = await Promise.all(booked.map(({ id }) => calendar.proposalMaker.proposeFor(id)));
    const slots = made.flat().filter(({ kind }) => kind !== 'cancel');
    for (const items of made) expect(items.length).toBeGreaterThan(1);
    expect(await calendar.countOverlaps()).toBe(0);
    for (const left of slots)
      for (const right of slots)
        if (left.id < right.id && left.instrument.id === right.instrument.id)
          expect(
            periodOfProposal(left).startsAt < periodOfProposal(right).endsAt &&
              periodOfProposal(right).startsAt < periodOfProposal(left).endsAt,
          ).toBe(false);
  });
});

describe('an answer', () => {
  it('moves the same reservation to a later time, and frees the other slots at once', async () => {
    const own = await calendar.buildInstrument();
    const { booked } = await displace(own);
    const [first, second] = await open(booked.id);
    if (!first || !second) throw new Error('two times are proposed');
    expect(await calendar.proposals.accept(user, first.id)).toEqual({
      ...{ reservationId: booked.id, state: 'confirmed' },
    });
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      ...{ startsAt: first.startsAt, endsAt: first.endsAt },
    });
    const other = await calendar.buildActor('enterprise_member');
    await calendar.book(other, own.id, periodOfProposal(second));
    await expect(calendar.proposals.accept(user, second.id)).rejects.toMatchObject({
      code: 'proposal-gone',
    });
    expect(await calendar.countOverlaps()).toBe(0);
  });

  it('books a sister in the place of the old one, each naming the other', async () => {
    const own = await calendar.buildInstrument();
    const sister = await calendar.buildInstrument({ lab: own.lab });
    const { booked } = await displace(own);
    const { id } = await proposed(booked.id, 'sister');
    const { reservationId } = await calendar.proposals.accept(user, id);
    expect(await calendar.reservations.get(user, reservationId)).toMatchObject({
      ...{ state: 'confirmed', instrument: { id: sister.id }, order: { state: 'open' } },
      ...{ startsAt: booked.startsAt, endsAt: booked.endsAt },
    });
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({
      ...{ state: 'cancelled', order: { state: 'cancelled' } },
    });
    const [history]: { detail: object }[] = await calendar.db.query(
      `SELECT detail FROM reservation_history WHERE reservation_id = $1 AND action = 'replace'`,
      [reservationId],
    );
    expect(history?.detail).toEqual({ replaces: booked.id });
    const [proposal]: { made_reservation_id: string }[] = await calendar.db.query(
      'SELECT made_reservation_id FROM displacement_proposal WHERE id = $1',
      [id],
    );
    expect(proposal?.made_reservation_id).toBe(reservationId);
  });

  it('is one, however many are given at once', async () => {
    const own = await calendar.buildInstrument();
    await calendar.buildInstrument({ lab: own.lab });
    const { booked } = await displace(own);
    const items = await open(booked.id);
    const results = await Promise.allSettled(
      [...items, ...items].map(({ id }) => calendar.proposals.accept(user, id)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await open(booked.id)).toEqual([]);
    const [held]: { count: number }[] = await calendar.db.query(
      `SELECT count(*)::int AS count FROM occupancy WHERE held_by = $1 AND blocking`,
      [user.userId],
    );
    expect(held?.count).toBe(0);
  });

  it('may be to cancel, or to decline all and stay displaced', async () => {
    const own = await calendar.buildInstrument();
    const { booked } = await displace(own);
    expect(await calendar.proposals.decline(user, booked.id)).toMatchObject({ state: 'displaced' });
    expect(await open(booked.id)).toEqual([]);
    await expect(calendar.proposals.decline(user, booked.id)).rejects.toMatchObject({
      code: 'proposal-gone',
    });
    const another = await calendar.buildInstrument();
    const second = await displace(another);
    const { id } = await proposed(second.booked.id, 'cancel');
    expect(await calendar.proposals.accept(user, id)).toMatchObject({ state: 'cancelled' });
  });

  it('is not needed any more when the downtime gives the time back', async () => {
    const own = await calendar.buildInstrument();
    const { booked, downtime } = await displace(own);
    const first = await proposed(booked.id, 'later');
    await calendar.downtimes.end(own.lab, downtime.id);
    expect(await open(booked.id)).toEqual([]);
    const other = await calendar.buildActor('enterprise_member');
    await calendar.book(other, own.id, periodOfProposal(first));
  });
});

describe('a downtime that is over', () => {
  it('gives back what it took, also where its own proposals had been held', async () => {
    const own = await calendar.buildInstrument();
    const booked = await Promise.all(
      [10, 11, 12, 13].map((hour) => calendar.book(user, own.id, ahead(4, hour, hour + 1))),
    );
    const { id } = await calendar.downtimes.create(own.lab, own.id, fault(ahead(4, 8, 12)));
    await calendar.downtimes.end(own.lab, id);
    for (const one of booked)
      expect(await calendar.reservations.get(user, one.id)).toMatchObject({ state: 'confirmed' });
    expect(await calendar.countOverlaps()).toBe(0);
  });
});

describe('an answer by link', () => {
  /** Somebody without a session, as the API serves them. */
  const anyone = <T>(work: () => Promise<T>): Promise<T> =>
    inCallContext({ requestId: newId(), scope: NO_ORGANISATION }, work);
  const links = new SignedLinks({
    secretKey: 'a secret of at least 32 characters',
  } as ConstructorParameters<typeof SignedLinks>[0]);

  /** The token of the mail to the customer, by what the outbox names. */
  async function tokenFor(reservationId: string): Promise<string> {
    const [message]: { payload: { mail: string; linkId: string } }[] = await calendar.db.query(
      `SELECT payload FROM outbox_message WHERE job = 'send-mail' AND payload->>'objectId' = $1`,
      [reservationId],
    );
    expect(message?.payload.mail).toBe('reservation-displaced');
    return links.tokenOf('displacement-answer', message?.payload.linkId ?? '');
  }

  it('shows the choices, is taken once and needs nobody to sign in', async () => {
    const own = await calendar.buildInstrument();
    const { booked } = await displace(own);
    const token = await tokenFor(booked.id);
    const preview = await anyone(() => calendar.proposals.preview(token));
    expect(preview).toMatchObject({ instrument: { id: own.id }, startsAt: booked.startsAt });
    expect(preview.proposals).toEqual(await open(booked.id));
    const [first] = preview.proposals;
    const give = () =>
      anyone(() => calendar.proposals.answer({ token, proposalId: first?.id ?? null }));
    const results = await Promise.allSettled([give(), give(), give()]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(give()).rejects.toBeInstanceOf(LinkRefused);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'confirmed' });
  });

  it('opens no other reservation’s proposals, and ends with them', async () => {
    const own = await calendar.buildInstrument();
    const { booked } = await displace(own);
    const other = await displace(await calendar.buildInstrument());
    const token = await tokenFor(booked.id);
    const { id: proposalId } = await proposed(other.booked.id, 'later');
    await expect(
      anyone(() => calendar.proposals.answer({ token, proposalId })),
    ).rejects.toMatchObject({ kind: 'not-found' });
    await setTime(instantOf((await proposed(booked.id, 'later')).expiresAt).plus({ seconds: 1 }));
    await expect(anyone(() => calendar.proposals.preview(token))).rejects.toBeInstanceOf(
      LinkRefused,
    );
  });
});

describe('silence', () => {
  it.each([
    ['keep', 'displaced'],
    ['cancel', 'cancelled'],
  ] as const)('after a day: with the policy “%s” it is %s', async (displacedUnanswered, state) => {
    const own = await calendar.buildInstrument({ policy: { displacedUnanswered } });
    const { booked } = await displace(own);
    const { expiresAt } = await proposed(booked.id, 'later');
    await setTime(instantOf(expiresAt).minus({ seconds: 1 }));
    expect(await calendar.proposals.sweep()).toBe(0);
    // A sweep that comes late does the same, and several do it once.
    await setTime(instantOf(expiresAt).plus({ hours: 5 }));
    const rounds = await Promise.all([1, 2, 3].map(() => calendar.proposals.sweep()));
    expect(rounds.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state });
    expect(await open(booked.id)).toEqual([]);
  });

  it('does not end a reservation at its start while its day to answer lasts', async () => {
    const own = await calendar.buildInstrument();
    const booked = await calendar.book(user, own.id, lost);
    await setTime(lost.startsAt.minus({ minutes: 30 }));
    await calendar.downtimes.create(own.lab, own.id, fault(ahead(4, 9, 56)));
    await setTime(lost.startsAt.plus({ hours: 1 }));
    await calendar.endings.releaseOvertaken();
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'displaced' });
    await setTime(lost.startsAt.plus({ hours: 25 }));
    await calendar.proposals.sweep();
    await calendar.endings.releaseOvertaken();
    expect(await calendar.reservations.get(user, booked.id)).toMatchObject({ state: 'cancelled' });
  });
});
