import { ApiProperty } from '@nestjs/swagger';
import { isoInZone } from '@app/common';
import { CivilDateField, TextField, WholeNumber } from '@app/http';
import type { SamplePromise } from './sample-promise.entity';

/** Body of `POST /orders/{id}/promise`. */
export class ChangePromiseRequest {
  @CivilDateField({ description: 'by when the lab is done' }) promisedOn: string;
  @TextField({ max: 500, description: 'as the user organisation reads it' }) reason: string;
}

/** By when an order of samples would be done with what is ahead of it today. */
export class ExpectedDateResponse {
  @ApiProperty({ format: 'date' }) promisedOn: string;
  @ApiProperty({ type: 'integer', description: 'machine time of the orders before it' })
  aheadMinutes: number;
  @ApiProperty({ type: 'integer', description: 'its own machine time' }) machineMinutes: number;
  @ApiProperty({ type: 'integer', description: 'from the last test to the report' })
  workingDays: number;
  @ApiProperty({ type: 'integer', description: 'machine time on a working day' })
  minutesPerDay: number;
  @ApiProperty({ description: 'counted through a year whose holidays are not published' })
  provisional: boolean;
}

/** A date that was promised anew. */
export class SamplePromiseResponse {
  @ApiProperty({ format: 'date' }) promisedOn: string;
  @ApiProperty({ format: 'date', description: 'promised before' }) previousOn: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** Body of `PUT /organisations/{id}/sample-capacity`. */
export class PutSampleCapacityRequest {
  @WholeNumber({
    ...{ min: 1, max: 14_400 },
    description: 'machine time on a working day for each instrument, and for orders without one',
  })
  minutesPerDay: number;
}

export class SampleCapacityResponse {
  @ApiProperty({ type: 'integer' }) minutesPerDay: number;
  @ApiProperty({ description: '0 for the default' }) version: number;
}

/** What was promised instead of what, as both sides read it. */
export const toPromiseResponse = (one: SamplePromise): SamplePromiseResponse => ({
  promisedOn: one.promisedOn,
  previousOn: one.previousOn,
  reason: one.reason,
  at: isoInZone(one.createdAt),
});
