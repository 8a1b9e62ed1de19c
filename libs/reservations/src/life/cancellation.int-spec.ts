import { fen, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import type { CancellationStep } from '@app/instruments';
import { TestBooks } from '../../../vouchers/src/testing/books';
import type { ReservationResponse } from '../reservation.dto';
import { ahead, isoOf, type TestCalendar, type TestInstrument } from '../testing/calendar';
import { useCalendar } from '../../../../test/support/calendar-stage';

const stage = useCalendar();
let calendar: TestCalendar;
let user: Actor;
const noon = ahead(4, 10, 12);
const FEES: CancellationStep[] = [
  { withinMinutes: 240, percent: 50 },
  { withinMinutes: 60, percent: 100 },
];

beforeAll(async () => {
  ({ calendar } = stage);
  user = await calendar.buildActor('enterprise_member');
});

const { setTime } = stage;

async function buildBooked(): Promise<{ instrument: TestInstrument; id: string }> {
  const instrument = await calendar.buildInstrument({ policy: { cancellationFees: FEES } });
  const { id } = await calendar.book(user, instrument.id, noon);
  return { instrument, id };
}

const cancel = (actor: Actor, id: string): Promise<ReservationResponse> =>
  calendar.life.cancel(actor, id, undefined, {});

describe('cancelling late', () => {
  it('is told its price before and keeps the order open for it after', async () => {
    const { id } = await buildBooked();
    const until = isoInZone(noon.startsAt.minus({ minutes: 240 }));
    const early = await calendar.reservations.get(user, id);
    expect(early.cancellation).toEqual({ feeFen: 0, until });
    await setTime(noon.startsAt.minus({ minutes: 239 }));
    const later = { feeFen: 60_000, until: isoInZone(noon.startsAt.minus({ minutes: 60 })) };
    expect(await calendar.reservations.get(user, id)).toMatchObject({ cancellation: later });
    expect(await cancel(user, id)).toMatchObject({
      state: 'cancelled',
      order: { state: 'cancelled' },
      actualFen: 60_000,
      cancellation: { feeFen: 60_000, until: null },
    });
    expect(await calendar.reservations.get(user, id)).toMatchObject({
      cancellation: { feeFen: 60_000 },
    });
  });

  it('costs nothing while the notice is kept, and nothing where the lab cancels', async () => {
    const [kept, theirs] = [await buildBooked(), await buildBooked()];
    await setTime(noon.startsAt.minus({ minutes: 240 }));
    const free = { actualFen: null, cancellation: { feeFen: 0, until: null } };
    expect(await cancel(user, kept.id)).toMatchObject(free);
    await setTime(noon.startsAt.minus({ minutes: 1 }));
    expect(await cancel(theirs.instrument.lab, theirs.id)).toMatchObject(free);
  });

  it('costs nothing when a downtime took the time', async () => {
    const { instrument, id } = await buildBooked();
    const down = { kind: 'downtime' as const, reason: '真空泵故障', ...isoOf(noon) };
    await calendar.downtimes.create(instrument.lab, instrument.id, down);
    await setTime(noon.startsAt.minus({ minutes: 1 }));
    expect(await cancel(user, id)).toMatchObject({ actualFen: null, cancellation: { feeFen: 0 } });
  });

  it('is held to the fees under which it was booked', async () => {
    const { instrument, id } = await buildBooked();
    const rules = { ...FEES, cancellationFees: [{ withinMinutes: 1_440, percent: 100 }] };
    await calendar.db.query(
      `INSERT INTO booking_policy (instrument_id, version, rules, created_by)
       SELECT instrument_id, 2, rules || $2::jsonb, created_by FROM booking_policy WHERE instrument_id = $1`,
      [instrument.id, JSON.stringify(rules)],
    );
    await setTime(noon.startsAt.minus({ minutes: 239 }));
    expect(await cancel(user, id)).toMatchObject({ actualFen: 60_000 });
  });

  it('is never paid by a voucher, which gets everything back', async () => {
    const { id: instrumentId } = await calendar.buildInstrument({
      policy: { cancellationFee: { withinMinutes: 60, amountFen: fen(7_000) } },
    });
    await calendar.db.query(`UPDATE instrument SET region_code = '310104' WHERE id = $1`, [
      instrumentId,
    ]);
    const books = new TestBooks(calendar.db);
    const { id: voucherId } = await books.buildVoucher({ organisationId: user.organisationId });
    const booked = await calendar.reservations.create(
      user,
      { instrumentId, ...isoOf(noon), purpose: 'testing', voucherId },
      undefined,
    );
    expect(booked.quote.voucherFen).toBe(60_000);
    await setTime(noon.startsAt.minus({ minutes: 59 }));
    expect(await cancel(user, booked.id)).toMatchObject({ actualFen: 7_000 });
    const [order]: object[] = await calendar.db.query(
      'SELECT captured_fen FROM service_order WHERE id = $1',
      [booked.orderId],
    );
    expect(order).toEqual({ captured_fen: '0' });
    const held = 'SELECT sum(balance_fen) AS held FROM ledger_account WHERE kind LIKE $1';
    expect(await calendar.db.query(held, ['%held%'])).toEqual([{ held: '0' }]);
    expect(await books.violations()).toEqual([]);
  });
});
