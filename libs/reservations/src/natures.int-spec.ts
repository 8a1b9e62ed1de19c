import { civilDateOf } from '@app/common';
import type { Actor } from '@app/identity';
import type { Nature } from '@app/orders';
import { useCalendar } from '../../../test/support/calendar-stage';
import { pointersOf, QUOTE_BODY } from '../../orders/src/testing/request-bodies';
import { TestBooks } from '../../vouchers/src/testing/books';
import { CreateReservationRequest } from './reservation.dto';
import { ahead, isoOf } from './testing/calendar';

const stage = useCalendar();
const OPEN = { outsideJiaxingOnly: false };
const EXCLUDED = { voucherFen: 0, ownFen: 120_000, voucherReason: 'service_excluded' };
const PAID = { voucherFen: 60_000, ownFen: 60_000 };
const [morning, noon, evening] = [ahead(9, 1, 3), ahead(9, 4, 6), ahead(9, 9, 11)];
let books: TestBooks;
let user: Actor;
let instrumentId: string;
let programmeId: string;
let voucherId: string;

beforeEach(async () => {
  const { calendar } = stage;
  books = new TestBooks(calendar.db);
  user = await calendar.buildActor('enterprise_member');
  ({ id: instrumentId } = await calendar.buildInstrument());
  programmeId = await books.buildProgramme({ ...OPEN, validTo: '2099-12-31' });
  const { organisationId } = user;
  voucherId = (await books.buildVoucher({ programmeId, organisationId })).id;
});
afterEach(async () => {
  expect(await books.violations()).toEqual([]);
});

const asked = (period: typeof noon, nature?: Nature) => ({
  ...{ instrumentId, ...isoOf(period), purpose: 'testing' as const, voucherId },
  ...(nature && { nature }),
});
const book = (period: typeof noon, nature?: Nature) =>
  stage.calendar.reservations.create(user, asked(period, nature), undefined);

describe('the nature of machine time', () => {
  it('is told in a quote with what the voucher pays of it', async () => {
    const quote = (nature?: Nature) => stage.calendar.quotes.create(user, asked(noon, nature));
    expect(await quote('calibration')).toMatchObject({
      ...{ ...EXCLUDED, nature: 'calibration', voucherRulesVersion: 1 },
    });
    expect(await quote('research_testing')).toMatchObject({ ...PAID, voucherRulesVersion: 1 });
    const undeclared = await quote();
    expect(undeclared).toMatchObject(PAID);
    expect(undeclared).not.toHaveProperty('nature');
    expect(undeclared).not.toHaveProperty('voucherReason');
  });

  it('is kept with the booking and its order, and with why the voucher pays nothing', async () => {
    const { id, orderId, quote } = await book(noon, 'publicly_funded');
    const expected = { ...EXCLUDED, nature: 'publicly_funded', voucherRulesVersion: 1 };
    expect(quote).toMatchObject(expected);
    expect(await stage.calendar.reservations.get(user, id)).toMatchObject({ quote: expected });
    expect(await stage.calendar.orders.get(user, orderId)).toMatchObject({ quote: expected });
  });

  it('counts for each instrument of a joint booking', async () => {
    const second = await stage.calendar.buildInstrument();
    const items = [instrumentId, second.id].map((id) => ({ ...isoOf(noon), instrumentId: id }));
    const { reservations } = await stage.calendar.joint.create(
      user,
      { items, purpose: 'testing', nature: 'batch_testing', voucherId },
      undefined,
    );
    expect(reservations.map(({ quote }) => quote)).toMatchObject([EXCLUDED, EXCLUDED]);
  });

  it('stays under the rules of the day it was booked on, also where it moves', async () => {
    const [paid, excluded] = [
      await book(morning, 'research_testing'),
      await book(noon, 'calibration'),
    ];
    const tomorrow = ahead(1, 0, 1).startsAt;
    await books.changeRules(programmeId, {
      ...{ ...OPEN, inForceFrom: civilDateOf(tomorrow.plus({ days: 1 })) },
      excludedNatures: ['research_testing'],
    });
    await stage.setTime(tomorrow.plus({ days: 2 }));
    const move = (id: string, to: typeof noon) => stage.calendar.move(user, id, to);
    expect(await move(paid.id, ahead(10, 1, 3))).toMatchObject({
      quote: { ...PAID, nature: 'research_testing', voucherRulesVersion: 1 },
    });
    expect(await move(excluded.id, ahead(10, 4, 6))).toMatchObject({
      quote: { ...EXCLUDED, nature: 'calibration', voucherRulesVersion: 1 },
    });
    const [now, other] = [
      await book(morning, 'research_testing'),
      await book(evening, 'calibration'),
    ];
    expect(now.quote).toMatchObject({ ...EXCLUDED, voucherRulesVersion: 2 });
    expect(other.quote).toMatchObject({ ...PAID, voucherRulesVersion: 2 });
  });

  it('names its field when it is none', async () => {
    const read = (nature: unknown) =>
      pointersOf({ ...QUOTE_BODY, nature }, CreateReservationRequest);
    expect([await read('calibration'), await read('法定检验')]).toEqual([[], ['/nature']]);
  });
});
