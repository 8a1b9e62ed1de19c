import { ApiProperty } from '@nestjs/swagger';
import { isoInZone } from '@app/common';
import { IdField, InstantField } from '@app/http';
import type { SampleWork } from './sample-work.entity';

/** Body of `POST /orders/{id}/machine-time`. */
export class PlanSampleWorkRequest {
  @IdField({ description: 'an instrument of the laboratory' }) instrumentId: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
}

export class SampleWorkResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty({ format: 'date-time' }) startsAt: string;
  @ApiProperty({ format: 'date-time' }) endsAt: string;
  @ApiProperty({
    ...{ format: 'date-time', nullable: true, type: String },
    description: 'since then it takes no time any more',
  })
  freedAt: string | null;
}

/** The planned time as the laboratory sees it. */
export const toSampleWorkResponse = (work: SampleWork): SampleWorkResponse => ({
  ...{ id: work.id, orderId: work.orderId, instrumentId: work.instrumentId },
  startsAt: isoInZone(work.startsAt),
  endsAt: isoInZone(work.endsAt),
  freedAt: work.freedAt && isoInZone(work.freedAt),
});
