import { civilDateOf, fen, isInJiaxing, ZERO_FEN } from '@app/common';
import { type Purpose, priceOf } from '@app/orders';
import type { ReservationState } from '@app/reservations';
import type { Interval } from '@app/common';
import type { Booking, BookingLife, BookingPrice, Slot } from './booking';
import { lifeOf } from './booking-life';
import { bookedAt, stateOf } from './booking-state';
import { Chance } from './chance';
import { feesOn, type SeedInstrument } from './instruments';
import { LAB_DAY_ASSET, labDay, labDayPeriod } from './lab-day';
import { seedId } from './seed-id';
import { slotsOf } from './slots';
import type { Story } from './story';

const PURPOSES: readonly [Purpose, ...Purpose[]] = [
  ...(['testing', 'testing', 'testing', 'experimental_development'] as const),
  ...(['experimental_development', 'pilot_test', 'concept_validation', 'maturation'] as const),
  'other',
];
/** Tenths of the quoted fee that labs charge in the end. */
const CHARGED_TENTHS: readonly [number, ...number[]] = [10, 10, 10, 10, 10, 9, 8];

/**
 * All reservations behind and ahead, the earliest made first; vouchers have not paid anything yet.
 *
 * @param closures times of instruments in which nobody books
 */
export function planBookings(
  story: Story,
  instruments: readonly SeedInstrument[],
  closures: ReadonlyMap<string, readonly Interval[]>,
): Booking[] {
  const bookings = instruments
    .filter(({ status }) => status === 'listed')
    .flatMap((instrument) => {
      const taken = [...(closures.get(instrument.assetNumber) ?? [])];
      const today = instrument.assetNumber === LAB_DAY_ASSET ? labDay(story, instrument) : [];
      if (today.length > 0) taken.push(labDayPeriod(story));
      return [
        ...slotsOf(story, instrument, taken).map((slot) => planBooking(story, slot)),
        ...today.map(({ slot, state }) => planBooking(story, slot, state)),
      ];
    });
  return bookings.sort(
    (left, right) => +left.madeAt - +right.madeAt || (left.name < right.name ? -1 : 1),
  );
}

function planBooking(story: Story, slot: Slot, told?: ReservationState): Booking {
  const { now } = story;
  const chance = new Chance(`booking ${slot.name}`);
  const state = told ?? stateOf(slot, now, chance);
  const madeAt = bookedAt(slot, state, now, chance);
  const life = lifeOf(slot, madeAt, state, { now, chance });
  const purpose = chance.pick(PURPOSES);
  const isBySample = slot.instrument.fees[0]?.lines.some(({ kind }) => kind === 'per_sample');
  const sampleCount = isBySample ? chance.whole(2, 12) : 0;
  return {
    ...slot,
    id: seedId(madeAt, `reservation ${slot.name}`),
    orderId: seedId(madeAt, `order ${slot.name}`),
    madeAt,
    purpose,
    sampleCount,
    life,
    price: priceWithoutVoucher(slot, sampleCount, life, chance),
  };
}

function priceWithoutVoucher(
  slot: Slot,
  sampleCount: number,
  life: BookingLife,
  chance: Chance,
): BookingPrice {
  const fees = feesOn(slot.instrument, civilDateOf(slot.startsAt));
  const { listFen } = priceOf(fees?.lines ?? [], {
    period: slot,
    samples: sampleCount,
    tier: 'outside',
    withOperator: false,
  });
  const tenths = chance.pick(CHARGED_TENTHS);
  const triedVoucher =
    isInJiaxing(slot.instrument.regionCode) &&
    slot.userOrganisation === 'materials' &&
    chance.happens(0.2);
  return {
    listFen,
    voucherFen: ZERO_FEN,
    voucherId: null,
    voucherReason: triedVoucher ? 'inside_jiaxing' : null,
    feeScheduleVersion: fees?.version ?? 1,
    actualFen: life.completedAt ? fen(Math.round((listFen * tenths) / 10)) : null,
    capturedFen: ZERO_FEN,
  };
}
