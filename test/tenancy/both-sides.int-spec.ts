import { DateTime } from 'luxon';
import { inCallContext, newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { Quota } from '@app/instruments';
import {
  ahead,
  isoOf,
  TestCalendar,
  type TestInstrument,
} from '../../libs/reservations/src/testing/calendar';
import { TestBooks } from '../../libs/vouchers/src/testing/books';
import { createTestDatabase, setDatabaseTime, type TestDatabase } from '../support/database';

let database: TestDatabase;
let calendar: TestCalendar;
let books: TestBooks;
let instrument: TestInstrument;
let user: Actor;
let voucherId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  books = new TestBooks(calendar.db);
});
afterAll(async () => {
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  instrument = await calendar.buildInstrument();
  user = await calendar.buildActor('enterprise_member');
  const programmeId = await books.buildProgramme({
    validFrom: '2020-01-01',
    validTo: '2099-12-31',
    outsideJiaxingOnly: false,
  });
  const { organisationId } = user;
  voucherId = (await books.buildVoucher({ programmeId, organisationId })).id;
});
afterEach(async () => {
  await setDatabaseTime(database, null);
  expect(await books.violations()).toEqual([]);
});

/** Runs work as the api does for a request of that person: with the rows of their organisation. */
const as = <T>({ organisationId }: Actor, work: () => Promise<T>): Promise<T> =>
  inCallContext({ requestId: newId(), scope: organisationId }, work);

const noon = ahead(4, 10, 12);
const evening = ahead(4, 13, 16);

const book = (holdId?: string) =>
  as(user, () =>
    calendar.reservations.create(
      user,
      { instrumentId: instrument.id, ...isoOf(noon), purpose: 'testing', voucherId, holdId },
      undefined,
    ),
  );

/** What the voucher has set aside and used. */
const voucher = async () => {
  const { heldFen, capturedFen } = await as(user, () => books.issuing.get(voucherId));
  return { heldFen, capturedFen };
};

describe('each side within its own rows', () => {
  it('a booking holds the voucher, and the laboratory’s refusal gives it back', async () => {
    const { id } = await book();
    expect(await voucher()).toEqual({ heldFen: 60_000, capturedFen: 0 });
    await as(instrument.lab, () => calendar.life.cancel(instrument.lab, id, '停电', {}));
    expect(await voucher()).toEqual({ heldFen: 0, capturedFen: 0 });
  });

  it('the laboratory moves a booking, and the voucher holds what the new time costs', async () => {
    const { id } = await book();
    await as(instrument.lab, () => calendar.move(instrument.lab, id, evening));
    expect(await voucher()).toEqual({ heldFen: 90_000, capturedFen: 0 });
    expect(await as(user, () => calendar.reservations.get(user, id))).toMatchObject({
      quote: { listFen: 180_000, voucherFen: 90_000 },
    });
  });

  it('the laboratory completes the service, and the voucher pays its part', async () => {
    const { id } = await book();
    await setDatabaseTime(database, noon.endsAt.plus({ minutes: 1 }) as DateTime<true>);
    await as(instrument.lab, () => calendar.life.complete(instrument.lab, id, 100_000, {}));
    expect(await voucher()).toEqual({ heldFen: 0, capturedFen: 50_000 });
  });

  it('a downtime displaces the bookings of others, and its end gives them back', async () => {
    const { id } = await book();
    const { lab } = instrument;
    const stop = { ...isoOf(noon), kind: 'downtime' as const, reason: '真空泵故障' };
    const downtime = await as(lab, () => calendar.downtimes.create(lab, instrument.id, stop));
    expect(downtime.affected).toMatchObject([{ reservationId: id }]);
    expect(await as(lab, () => calendar.downtimes.end(lab, downtime.id))).toMatchObject({
      restored: [id],
    });
  });

  it('a hold becomes its owner’s booking', async () => {
    const wish = { instrumentId: instrument.id, ...isoOf(noon) };
    const { id } = await as(user, () => calendar.holds.create(user, wish));
    expect((await book(id)).state).toBe('confirmed');
  });

  it('a person’s quota counts what the person books for every organisation', async () => {
    const quotas: Quota[] = [{ scope: 'user', per: 'week', of: 'instrument', count: 1 }];
    const { id } = await calendar.buildInstrument({ policy: { quotas } });
    const elsewhere = {
      ...user,
      organisationId: (await calendar.buildActor('lab_manager')).organisationId,
    };
    await as(user, () => calendar.book(user, id, noon));
    await expect(as(elsewhere, () => calendar.book(elsewhere, id, evening))).rejects.toMatchObject({
      code: 'booking-rule',
    });
  });

  it('a stranger’s voucher is as absent', async () => {
    const stranger = await calendar.buildActor('enterprise_member');
    const wish = { instrumentId: instrument.id, ...isoOf(noon), purpose: 'testing' as const };
    await expect(
      as(stranger, () => calendar.reservations.create(stranger, { ...wish, voucherId }, undefined)),
    ).rejects.toMatchObject({ kind: 'not-found' });
  });
});
