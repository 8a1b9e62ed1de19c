import type { DateTime } from 'luxon';
import { civilDateOf } from '@app/common';
import { orderNumber } from '@app/orders';
import type { ReservationState } from '@app/reservations';
import type { Booking, Step } from './booking';
import type { Cast } from './cast';
import type { Row, Tables } from './rows';
import { seedId } from './seed-id';

/** States in which the time is free again. */
const FREE: readonly ReservationState[] = [
  ...(['rejected', 'cancelled', 'expired', 'no_show', 'displaced'] as const),
];
const ORDER_VERSIONS = { open: 1, completed: 2, cancelled: 2, accepted: 3, disputed: 3 } as const;

/**
 * The rows of reservations with their orders, history and occupancy.
 *
 * @param serials numbers drawn from the order sequence, one for each booking
 */
export function bookingTables(
  cast: Cast,
  bookings: readonly Booking[],
  serials: readonly number[],
): Tables {
  return [
    [
      'service_order',
      bookings.map((booking, index) => orderRow(cast, booking, serials[index] ?? 0)),
    ],
    ['reservation', bookings.map((booking) => reservationRow(cast, booking))],
    [
      'reservation_history',
      bookings.flatMap((booking) =>
        booking.life.steps.map((step) => historyRow(cast, booking, step)),
      ),
    ],
    ['occupancy', bookings.map(occupancyRow)],
  ];
}

function orderRow(cast: Cast, booking: Booking, serial: number): Row {
  const { price, life, madeAt } = booking;
  return {
    id: booking.orderId,
    serial,
    number: orderNumber(Number(civilDateOf(madeAt).slice(0, 4)), serial),
    kind: 'slot',
    user_organisation_id: cast.organisationId(booking.userOrganisation),
    provider_organisation_id: cast.organisationId(booking.instrument.holder),
    instrument_id: booking.instrument.id,
    placed_by: cast.actingFor(booking.userOrganisation),
    purpose: booking.purpose,
    sample_count: booking.sampleCount || null,
    state: life.orderState,
    list_fen: price.listFen,
    voucher_fen: price.voucherFen,
    own_fen: price.listFen - price.voucherFen,
    voucher_id: price.voucherId,
    voucher_reason: price.voucherReason,
    fee_schedule_version: price.feeScheduleVersion,
    actual_fen: price.actualFen,
    captured_fen: price.capturedFen,
    completed_at: life.completedAt,
    accepted_at: life.acceptedAt,
    accepted_by: life.acceptedByUser ? cast.actingFor(booking.userOrganisation) : null,
    version: ORDER_VERSIONS[life.orderState],
    created_at: madeAt,
  };
}

function reservationRow(cast: Cast, booking: Booking): Row {
  const { life } = booking;
  const { setUpMinutes, cleanUpMinutes, version } = booking.instrument.terms.policy;
  return {
    id: booking.id,
    order_id: booking.orderId,
    instrument_id: booking.instrument.id,
    user_organisation_id: cast.organisationId(booking.userOrganisation),
    reserved_by: cast.actingFor(booking.userOrganisation),
    starts_at: booking.startsAt,
    ends_at: booking.endsAt,
    set_up_minutes: setUpMinutes,
    clean_up_minutes: cleanUpMinutes,
    policy_version: version,
    state: life.state,
    actual_starts_at: life.actualStartsAt,
    actual_ends_at: life.actualEndsAt,
    samples: life.actualEndsAt ? booking.sampleCount || null : null,
    reason: life.reason,
    version: life.steps.length,
    created_at: booking.madeAt,
  };
}

function historyRow(cast: Cast, booking: Booking, step: Step): Row {
  const actors = {
    user: cast.actingFor(booking.userOrganisation),
    lab: cast.actingFor(booking.instrument.holder),
    system: null,
  };
  return {
    id: seedId(step.at, `reservation ${booking.name} ${step.action}`),
    reservation_id: booking.id,
    at: step.at,
    actor_id: actors[step.by],
    action: step.action,
    from_state: step.from,
    to_state: step.to,
    detail: {},
  };
}

function occupancyRow(booking: Booking): Row {
  const { startsAt, endsAt, life } = booking;
  const { setUpMinutes, cleanUpMinutes } = booking.instrument.terms.policy;
  // Whoever left early gave the rest back, as check-out does.
  const leftAt: DateTime = life.actualEndsAt ?? endsAt;
  return {
    id: seedId(booking.madeAt, `occupancy ${booking.name}`),
    unit_id: booking.unitId,
    during: rangeOf(
      startsAt.minus({ minutes: setUpMinutes }),
      leftAt.plus({ minutes: cleanUpMinutes }),
    ),
    kind: 'reservation',
    blocking: !FREE.includes(life.state),
    reservation_id: booking.id,
    downtime_id: null,
    prolonged: false,
    created_at: booking.madeAt,
  };
}

/** A half-open period as PostgreSQL reads it. */
export const rangeOf = (startsAt: DateTime, endsAt: DateTime): string =>
  `[${startsAt.toISO()},${endsAt.toISO()})`;
