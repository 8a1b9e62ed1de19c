import { ApiProperty } from '@nestjs/swagger';
import { IdField, InstantField, PageQuery } from '@app/http';
import { INSTRUMENT_STATUSES, type InstrumentStatus } from '@app/instruments';
import { ReservingOrganisation } from '../reservation.dto';
import {
  OCCUPANCY_KINDS,
  type OccupancyKind,
  RESERVATION_STATES,
  type ReservationState,
} from '../reservation.words';

export class TimelineQuery extends PageQuery {
  @InstantField({ optional: true, fromQuery: true, description: 'the beginning of today' })
  from?: string;
  @InstantField({ optional: true, fromQuery: true, description: 'a week later; 62 days at most' })
  to?: string;
  @IdField({ optional: true, description: 'of one laboratory only' }) labId?: string;
}

export class TimelineReservation {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: RESERVATION_STATES }) state: ReservationState;
  @ApiProperty({ format: 'date-time', description: 'without set-up' }) startsAt: string;
  @ApiProperty({ format: 'date-time', description: 'without clean-up' }) endsAt: string;
  @ApiProperty({ type: ReservingOrganisation }) userOrganisation: ReservingOrganisation;
}

export class TimelineDowntime {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() reason: string;
  @ApiProperty({ description: 'its end is only what is expected' }) endUnknown: boolean;
}

/** Something that takes a unit's time, set-up and clean-up included. */
export class TimelineEntry {
  @ApiProperty({ format: 'uuid' }) unitId: string;
  @ApiProperty({ enum: OCCUPANCY_KINDS }) kind: OccupancyKind;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ type: TimelineReservation, nullable: true })
  reservation: TimelineReservation | null;
  @ApiProperty({ type: TimelineDowntime, nullable: true }) downtime: TimelineDowntime | null;
}

export class TimelineUnit {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
}

/** The rows of one instrument, one a unit, with what lies on them. */
export class TimelineInstrument {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() model: string;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) status: InstrumentStatus;
  @ApiProperty({ type: [TimelineUnit] }) units: TimelineUnit[];
  @ApiProperty({ type: [TimelineEntry], description: 'by unit and time' }) entries: TimelineEntry[];
}
