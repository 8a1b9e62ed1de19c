import { ApiProperty } from '@nestjs/swagger';
import { InstantField, OneOf, TextField } from '@app/http';
import { FreePeriod } from '../availability/availability.dto';

export class CreateDowntimeRequest {
  @InstantField() startsAt: string;
  @InstantField({ optional: true, description: 'absent while nobody knows' }) endsAt?: string;
  @InstantField({ optional: true, description: 'a first guess when the end is unknown' })
  expectedReturnAt?: string;
  @OneOf(['maintenance', 'downtime']) kind: 'maintenance' | 'downtime';
  @TextField({ max: 500 }) reason: string;
}

/** A reservation that lost its time, with free periods of the same length to move it to. */
export class AffectedReservation {
  @ApiProperty({ format: 'uuid' }) reservationId: string;
  @ApiProperty({ type: [FreePeriod] }) proposals: FreePeriod[];
}

export class DowntimeResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'the end is only expected' }) endUnknown: boolean;
  @ApiProperty({ type: [AffectedReservation] }) affected: AffectedReservation[];
}

export class EndedDowntimeResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) endedAt: string;
  @ApiProperty({ type: [String], description: 'reservations that got their time back' })
  restored: string[];
}
