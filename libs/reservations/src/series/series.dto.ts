import { ApiProperty, OmitType } from '@nestjs/swagger';
import {
  BooleanField,
  CivilDateField,
  IdField,
  InstantField,
  ObjectField,
  OneOf,
  TextField,
  WholeNumber,
  WholeNumbersField,
} from '@app/http';
import type { BookingReason } from '../booking/booking-reason';
import { CreateReservationRequest, ReservationResponse } from '../reservation.dto';
import { MAXIMUM_OCCURRENCES, type Repetition } from './recurrence.rules';

/** How a booking repeats; `until` or `count` ends it, whichever comes first. */
export class RepetitionFields implements Repetition {
  @OneOf(['day', 'week', 'month']) every: 'day' | 'week' | 'month';
  @WholeNumber({ min: 1, max: 52, description: '1 is each, 2 every other' }) interval: number;
  @WholeNumbersField({ min: 1, max: 7, nullable: true, description: 'of weeks; 1 is Monday' })
  weekdays?: number[] | null;
  @OneOf(['date', 'weekday'], {
    nullable: true,
    description:
      'of months: the same date (unless told), or the same weekday, like the second Tuesday',
  })
  monthBy?: 'date' | 'weekday' | null;
  @CivilDateField({ nullable: true, description: 'last date, included' }) until?: string | null;
  @WholeNumber({ min: 1, max: MAXIMUM_OCCURRENCES, nullable: true }) count?: number | null;
  @BooleanField({ nullable: true, description: 'leaves statutory days off out' })
  skipHolidays?: boolean | null;
}

/** A first booking and how it repeats. */
export class PreviewSeriesRequest extends OmitType(CreateReservationRequest, ['holdId']) {
  @ObjectField(() => RepetitionFields) repeat: RepetitionFields;
}

export class CreateSeriesRequest extends PreviewSeriesRequest {
  @OneOf(['refuse', 'skip'], {
    nullable: true,
    description: 'when some dates cannot be booked: none of them (unless told), or the others',
  })
  onClash?: 'refuse' | 'skip' | null;
}

/** Which dates of a series to change: from one of them on, or all that are still ahead. */
export class CancelSeriesRequest {
  @IdField({ nullable: true, description: 'the first reservation to cancel; all unless told' })
  from?: string | null;
  @TextField({ max: 500, nullable: true }) reason?: string | null;
}

/** Moves one date to a new time and the others by as much. */
export class MoveSeriesRequest {
  @IdField({ description: 'the reservation that gets the new time' }) from: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @OneOf(['following', 'all']) scope: 'following' | 'all';
}

/** A date that could not be booked, moved or cancelled, and why. */
export class SeriesProblem {
  @ApiProperty({ format: 'uuid', required: false }) reservationId?: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'reservation-conflict, booking-rule …' }) code: string;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  reasons: readonly BookingReason[];
}

export class SeriesResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty({ type: RepetitionFields }) repeat: Repetition;
  @ApiProperty({ type: [ReservationResponse], description: 'in the order of time' })
  reservations: ReservationResponse[];
}

export class CreatedSeries extends SeriesResponse {
  @ApiProperty({ type: [SeriesProblem], description: 'dates that were left out' })
  skipped: SeriesProblem[];
}

/** What booking a series would make; nothing was booked. */
export class SeriesPreview {
  @ApiProperty({ type: [ReservationResponse], description: 'as they would be booked' })
  bookable: ReservationResponse[];
  @ApiProperty({ type: [SeriesProblem] }) problems: SeriesProblem[];
}

export class CancelledSeries extends SeriesResponse {
  @ApiProperty({ type: [SeriesProblem], description: 'dates that stay, and why' })
  kept: SeriesProblem[];
}
