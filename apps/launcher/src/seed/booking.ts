import type { DateTime } from 'luxon';
import type { Fen, Interval } from '@app/common';
import type { OrderState, Purpose } from '@app/orders';
import type { ReservationState } from '@app/reservations';
import type { OrganisationKey } from './cast';
import type { SeedInstrument } from './instruments';

/** A time somebody wants of a unit. */
export interface Slot extends Interval {
  instrument: SeedInstrument;
  unitId: string;
  userOrganisation: OrganisationKey;
  /** Unique in the demonstration; ids and choices follow from it. */
  name: string;
}

/** One transition of a reservation. */
export interface Step {
  action: string;
  from: ReservationState | null;
  to: ReservationState;
  at: DateTime;
  by: 'user' | 'lab' | 'system';
}

/** What happened to a reservation and its order until now. */
export interface BookingLife {
  /** From `create` on, in order. */
  steps: readonly Step[];
  state: ReservationState;
  /** A slot is never asked for a price first. */
  orderState: Extract<OrderState, 'open' | 'completed' | 'accepted' | 'disputed' | 'cancelled'>;
  actualStartsAt: DateTime | null;
  actualEndsAt: DateTime | null;
  completedAt: DateTime | null;
  acceptedAt: DateTime | null;
  /** False when silence accepted. */
  acceptedByUser: boolean;
  /** Why it was rejected or cancelled. */
  reason: string | null;
}

/** What a service costs and who pays which part. */
export interface BookingPrice {
  listFen: Fen;
  voucherFen: Fen;
  voucherId: string | null;
  voucherReason: string | null;
  feeScheduleVersion: number;
  /** What the lab charged; null before completion. */
  actualFen: Fen | null;
  capturedFen: Fen;
}

/** A reservation with its order. */
export interface Booking extends Slot {
  id: string;
  orderId: string;
  madeAt: DateTime;
  purpose: Purpose;
  sampleCount: number;
  life: BookingLife;
  price: BookingPrice;
}
