import { ApiProperty } from '@nestjs/swagger';
import { InstantField, PageQuery, TextField, WholeNumber } from '@app/http';

export class PutBusyTimeRequest {
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @TextField({ max: 200, optional: true }) title?: string;
  @WholeNumber({
    optional: true,
    description: 'grows with each change over there; what is not newer changes nothing',
  })
  sequence?: number;
}

export class WithdrawBusyTimeQuery {
  @WholeNumber({ optional: true, fromQuery: true }) sequence?: number;
}

export const BUSY_STATES = ['taken', 'clash', 'withdrawn'] as const;
export type BusyState = (typeof BUSY_STATES)[number];

export class BusyTimeResponse {
  @ApiProperty() externalId: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) startsAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endsAt: string | null;
  @ApiProperty({ type: String, nullable: true }) title: string | null;
  @ApiProperty({ type: Number, nullable: true }) sequence: number | null;
  @ApiProperty({ enum: BUSY_STATES, description: 'clash: something of ours has the time' })
  state: BusyState;
}

export class BusyClashResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'what the other system calls its booking' }) externalId: string;
  @ApiProperty({ type: String, nullable: true }) title: string | null;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'what has the time here' }) kind: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) reservationId: string | null;
  @ApiProperty({ format: 'date-time' }) foundAt: string;
}

export class ListClashesQuery extends PageQuery {}

export class PutBusyCalendarRequest {
  @TextField({ min: 10, max: 1_000, description: 'https or webcal address of an iCalendar' })
  address: string;
}

export class BusyCalendarResponse {
  @ApiProperty({ type: String, nullable: true, description: 'null when none is read' })
  address: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'why the last reading failed' })
  failure: string | null;
}
