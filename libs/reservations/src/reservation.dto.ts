import { ApiProperty } from '@nestjs/swagger';
import {
  BooleanField,
  FenField,
  IdField,
  InstantField,
  ObjectField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import {
  type Nature,
  NATURES,
  ORDER_STATES,
  type OrderState,
  type Purpose,
  PURPOSES,
  QuoteResponse,
} from '@app/orders';
import { FreePeriod } from './availability/availability.dto';
import {
  PENALTY_CAUSES,
  type PenaltyCause,
  type ReservationAction,
  RESERVATION_STATES,
  type ReservationState,
  type Wait,
  WAITS,
} from './reservation.words';

/** By who decides about the instrument: books against its rules, but never off the grid, in the past or over others. */
export class OverrideBody {
  @TextField({ max: 500, description: 'kept with the reservation and audited' }) reason: string;
}

export class CreateReservationRequest {
  @IdField() instrumentId: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
  @WholeNumber({ min: 0, max: 10_000, optional: true }) sampleCount?: number;
  @IdField({ optional: true }) voucherId?: string;
  @IdField({ optional: true, description: 'a live hold of the same time' }) holdId?: string;
  @ObjectField(() => OverrideBody, { nullable: true }) override?: OverrideBody | null;
}

/** A use that begins at once. */
export class WalkInRequest {
  @InstantField() endsAt: string;
  @OneOf(PURPOSES) purpose: Purpose;
}

export class MoveReservationRequest {
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @ObjectField(() => OverrideBody, { nullable: true }) override?: OverrideBody | null;
}

export class ExtendReservationRequest {
  @InstantField({ description: 'the new end, later than the present one' }) endsAt: string;
}

export class HandOverRequest {
  @IdField({ description: 'a member of the user organisation who books' }) userId: string;
}

export class RateRequest {
  @WholeNumber({ min: 1, max: 5 }) stars: number;
  @TextField({ max: 500, nullable: true }) comment?: string | null;
}

export class ReasonRequest {
  @TextField({ max: 500 }) reason: string;
}

export class CancelReservationRequest {
  @TextField({ max: 500, optional: true }) reason?: string;
}

export class CheckOutRequest {
  @WholeNumber({ min: 0, max: 10_000, optional: true }) samples?: number;
  @TextField({ max: 500, optional: true }) note?: string;
}

export class CompleteReservationRequest {
  @FenField({ optional: true, description: 'the actual fee; the quoted list price unless told' })
  actualFen?: number;
}

/** Which end of a list comes first. */
export const LIST_ORDERS = ['earliest', 'latest'] as const;
export type ListOrder = (typeof LIST_ORDERS)[number];

export class ListReservationsQuery extends PageQuery {
  @BooleanField({ optional: true, fromQuery: true, description: 'only those I made' })
  mine?: boolean;
  @InstantField({ optional: true, fromQuery: true, description: 'ends after this instant' })
  from?: string;
  @InstantField({ optional: true, fromQuery: true, description: 'starts before this instant' })
  to?: string;
  @IdField({ optional: true }) instrumentId?: string;
  @OneOf(RESERVATION_STATES, { optional: true }) state?: ReservationState;
  @OneOf(WAITS, { optional: true, description: 'requests that wait for this side' })
  waitsFor?: Wait;
  @OneOf(LIST_ORDERS, { optional: true, description: 'by the start; latest first unless told' })
  order?: ListOrder;
}

export class ReservedInstrument {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() model: string;
  @ApiProperty() holderNameZh: string;
}

export class ReservingOrganisation {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
}

export class ReservationOrder {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() number: string;
  @ApiProperty({ enum: ORDER_STATES }) state: OrderState;
  @ApiProperty() version: number;
}

const ACTIONS = [
  'approve',
  'approve-second',
  'reject',
  'move',
  'hand-over',
  'cancel',
  'check-in',
  'check-out',
  'extend',
  'complete',
  'forgive',
  'accept',
  'dispute',
  'rate',
];

/** What cancelling costs the asker. */
export class CancellationResponse {
  @ApiProperty({ type: 'integer', description: 'now; once it is cancelled, what it has cost' })
  feeFen: number;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'last instant of this fee, before it costs more; null when it stays so',
  })
  until: string | null;
}

/** Points that its person got for not keeping it. */
export class PenaltyResponse {
  @ApiProperty({ enum: PENALTY_CAUSES }) cause: PenaltyCause;
  @ApiProperty() points: number;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) forgivenAt: string | null;
}

/** What the user organisation thinks of the service. */
export class RatingResponse {
  @ApiProperty({ minimum: 1, maximum: 5 }) stars: number;
  @ApiProperty({ nullable: true, type: String }) comment: string | null;
}

export class ReservationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'one of its dates' })
  seriesId: string | null;
  @ApiProperty({ enum: RESERVATION_STATES }) state: ReservationState;
  @ApiProperty({
    enum: WAITS,
    nullable: true,
    description:
      'whom a request waits for: the office that verifies its organisation, the lab, or who decides after it',
  })
  waitsFor: Wait | null;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'until when whom it waits for promised to answer; then the request expires',
  })
  respondBy: string | null;
  @ApiProperty({ description: 'the person’s first use: somebody of the lab stays with them' })
  assisted: boolean;
  @ApiProperty({ type: ReservedInstrument }) instrument: ReservedInstrument;
  @ApiProperty({ type: ReservingOrganisation }) userOrganisation: ReservingOrganisation;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ enum: PURPOSES }) purpose: Purpose;
  @ApiProperty({ type: QuoteResponse }) quote: QuoteResponse;
  @ApiProperty({ type: ReservationOrder }) order: ReservationOrder;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) actualStartsAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) actualEndsAt: string | null;
  @ApiProperty({ description: 'in use past its end' }) overrun: boolean;
  @ApiProperty({ type: [FreePeriod], description: 'when a system of the holder is busy then, too' })
  clashes: FreePeriod[];
  @ApiProperty({ type: 'integer', nullable: true }) samples: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'the fee the lab charged' })
  actualFen: number | null;
  @ApiProperty({ nullable: true, type: String }) reason: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'why the lab set rules aside' })
  overrideReason: string | null;
  @ApiProperty({ type: CancellationResponse, nullable: true, description: 'null when it is over' })
  cancellation: CancellationResponse | null;
  @ApiProperty({ type: PenaltyResponse, nullable: true }) penalty: PenaltyResponse | null;
  @ApiProperty({ type: RatingResponse, nullable: true }) rating: RatingResponse | null;
  @ApiProperty({ enum: ACTIONS, isArray: true, description: 'what the caller may do next' })
  allowedActions: ReservationAction[];
  @ApiProperty() version: number;
}

export class CreateHoldRequest {
  @IdField() instrumentId: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
}

/** A slot held while its owner fills the form. */
export class HoldResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ description: 'it may be prolonged once' }) prolonged: boolean;
}
