import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, IdField, InstantField, ObjectField, TextField } from '@app/http';
import type { Repetition } from '../series/recurrence.rules';
import { RepetitionFields } from '../series/series.dto';
import { HitReservation } from './downtime.dto';

/** A first maintenance and how it repeats. */
export class CreateMaintenancePlanRequest {
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @TextField({ max: 500 }) reason: string;
  @ObjectField(() => RepetitionFields) repeat: RepetitionFields;
  @BooleanField({
    optional: true,
    description: 'takes booked time too; unless told, a date that meets any is left out',
  })
  displaces?: boolean;
}

/** Which dates to take back: from one of them on, or all that are still ahead. */
export class CancelMaintenancePlanRequest {
  @IdField({ nullable: true, description: 'the first downtime to take back; all unless told' })
  from?: string | null;
}

/** One date of a plan. */
export class PlannedMaintenance {
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'null: left out' })
  downtimeId: string | null;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({ enum: ['made', 'left-out', 'cancelled'] }) state:
    'made' | 'left-out' | 'cancelled';
}

/** A plan without its dates. */
class MaintenancePlanTerms {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() reason: string;
  @ApiProperty({ type: RepetitionFields }) repeat: Repetition;
  @ApiProperty() displaces: boolean;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  cancelledFrom: string | null;
}

/** A plan with every date that was come to. */
export class MaintenancePlanResponse extends MaintenancePlanTerms {
  @ApiProperty({
    type: [PlannedMaintenance],
    description: 'as far as they are made: some months ahead, more each night',
  })
  dates: PlannedMaintenance[];
}

/** A plan as the list of an instrument shows it. */
export class ListedMaintenancePlan extends MaintenancePlanTerms {
  @ApiProperty({
    type: [PlannedMaintenance],
    description: 'the next ones that are not over, three at the most, left-out ones too',
  })
  next: PlannedMaintenance[];
}

export class CreatedMaintenancePlan extends MaintenancePlanResponse {
  @ApiProperty({ type: [HitReservation], description: 'they lost their time to a date of it' })
  affected: HitReservation[];
}

export class CancelledMaintenancePlan extends MaintenancePlanResponse {
  @ApiProperty({ type: [String], description: 'reservations that got their time back' })
  restored: string[];
}
