import { ApiProperty } from '@nestjs/swagger';
import { InstantField, OneOf, PageQuery, TextField } from '@app/http';
import { FreePeriod } from '../availability/availability.dto';
import { PROPOSAL_KINDS, type ProposalKind } from '../proposals/proposal.words';
import { ReservingOrganisation } from '../reservation.dto';

export class CreateDowntimeRequest {
  @InstantField() startsAt: string;
  @InstantField({ optional: true, description: 'absent while nobody knows' }) endsAt?: string;
  @InstantField({ optional: true, description: 'a first guess when the end is unknown' })
  expectedReturnAt?: string;
  @OneOf(['maintenance', 'downtime']) kind: 'maintenance' | 'downtime';
  @TextField({ max: 500 }) reason: string;
}

/** A reservation that a downtime meets, with its whole period. */
export class HitReservation {
  @ApiProperty({ format: 'uuid' }) reservationId: string;
  @ApiProperty({ format: 'uuid', description: 'a whole, when the downtime is one of its part’s' })
  instrumentId: string;
  @ApiProperty({ type: ReservingOrganisation }) userOrganisation: ReservingOrganisation;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
}

/** A slot that is held for who made the reservation until they answer. */
export class OfferedSlot extends FreePeriod {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: PROPOSAL_KINDS }) kind: ProposalKind;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
}

/** A reservation that lost its time, with slots that are held in its place. */
export class AffectedReservation extends HitReservation {
  @ApiProperty({ type: [OfferedSlot], description: 'of the first ten; of the others soon' })
  proposals: OfferedSlot[];
}

class DowntimeSpan {
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ description: 'the end is only expected' }) endUnknown: boolean;
  @ApiProperty({ type: [HitReservation], description: 'in use: it loses the rest of its time' })
  interrupted: HitReservation[];
  @ApiProperty({ type: 'integer', description: 'slots that somebody held' }) releasedHolds: number;
}

/** What a downtime would hit; nothing was saved. */
export class DowntimePreview extends DowntimeSpan {
  @ApiProperty({ type: [HitReservation], description: 'they would lose their time' })
  affected: HitReservation[];
}

export class DowntimeResponse extends DowntimeSpan {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: [AffectedReservation] }) affected: AffectedReservation[];
}

export class EndedDowntimeResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) endedAt: string;
  @ApiProperty({ type: [String], description: 'reservations that got their time back' })
  restored: string[];
}

export class ListDowntimesQuery extends PageQuery {
  @InstantField({ optional: true, fromQuery: true, description: 'ends after this instant' })
  from?: string;
  @InstantField({ optional: true, fromQuery: true, description: 'starts before this instant' })
  to?: string;
}

/** `cancelled` is one that was taken back before it began. */
const DOWNTIME_STATES = ['planned', 'running', 'over', 'cancelled'] as const;
export type DowntimeState = (typeof DOWNTIME_STATES)[number];

export class ListedDowntime {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: DOWNTIME_STATES }) state: DowntimeState;
  @ApiProperty({ enum: ['maintenance', 'downtime'] }) kind: 'maintenance' | 'downtime';
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time', description: 'the real end, once it was ended' })
  endsAt: string;
  @ApiProperty({ description: 'the end is only expected' }) endUnknown: boolean;
}

/** Another period for a downtime that is not over; its end is known from then on. */
export class ChangeDowntimeRequest {
  @InstantField({ optional: true, description: 'as it was unless told; not once it has begun' })
  startsAt?: string;
  @InstantField() endsAt: string;
}

export class ChangedDowntimeResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ type: [HitReservation], description: 'they lose their time to the new period' })
  affected: HitReservation[];
  @ApiProperty({ type: [String], description: 'reservations that got their time back' })
  restored: string[];
}
