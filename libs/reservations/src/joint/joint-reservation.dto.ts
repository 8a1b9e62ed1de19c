import { ApiProperty, OmitType } from '@nestjs/swagger';
import { IdField, ItemsField, OneOf } from '@app/http';
import { type Nature, NATURES, type Purpose, PURPOSES } from '@app/orders';
import { FreePeriod } from '../availability/availability.dto';
import type { BookingReason } from '../booking/booking-reason';
import { CreateReservationRequest, ReservationResponse } from '../reservation.dto';

/** One instrument of several, and when. */
export class JointItem extends OmitType(CreateReservationRequest, [
  ...(['purpose', 'nature', 'voucherId'] as const),
]) {}

/** Several instruments for one piece of work: all of them or none. */
export class CreateJointReservationRequest {
  @ItemsField(() => JointItem, { min: 2, max: 10 }) items: JointItem[];
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
  @IdField({ optional: true, description: 'pays its part of each of them, as far as it reaches' })
  voucherId?: string;
}

export class JointReservationResponse {
  @ApiProperty({ type: [ReservationResponse], description: 'in the order asked for' })
  reservations: ReservationResponse[];
}

/** An instrument of several that could not be had, why, and when it is free. */
export class JointProblem {
  @ApiProperty({ description: 'its place in the request, from 0' }) item: number;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'reservation-conflict, booking-rule …' }) code: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  reasons: readonly BookingReason[];
  @ApiProperty({ type: [FreePeriod] }) alternatives: FreePeriod[];
}
