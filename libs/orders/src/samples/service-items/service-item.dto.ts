import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { FenField, IdField, PageQuery, TextField, WholeNumber } from '@app/http';
import type { ServiceItem } from './service-item.entity';

/** Body of `POST /service-items` and `PUT /service-items/{id}`. */
export class PutServiceItemRequest {
  @TextField({ max: 200 }) name: string;
  @TextField({ max: 100, nullable: true, description: 'such as GB/T 3923.1-2013' })
  standard?: string | null;
  @IdField({ nullable: true, description: 'the instrument of the holder that it is done with' })
  instrumentId?: string | null;
  @FenField({ description: 'of one test' }) unitFen: Fen;
  @WholeNumber({ min: 0, max: 14_400, description: 'machine time of one test' })
  machineMinutes: number;
  @WholeNumber({ min: 0, max: 250, description: 'from the last test to the report' })
  workingDays: number;
}

/** Of one holder, or of one instrument. */
export class ListServiceItemsQuery extends PageQuery {
  @IdField({ optional: true }) holderId?: string;
  @IdField({ optional: true }) instrumentId?: string;
}

export class ServiceItemResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) instrumentId: string | null;
  @ApiProperty() name: string;
  @ApiProperty({ nullable: true, type: String }) standard: string | null;
  @ApiProperty({ type: 'integer', description: 'of one test' }) unitFen: Fen;
  @ApiProperty({ type: 'integer' }) machineMinutes: number;
  @ApiProperty({ type: 'integer' }) workingDays: number;
  @ApiProperty() version: number;
}

/** The item as everybody may read it. */
export const toServiceItemResponse = (one: ServiceItem): ServiceItemResponse => ({
  id: one.id,
  holderId: one.holderId,
  instrumentId: one.instrumentId,
  name: one.name,
  standard: one.standard,
  unitFen: one.unitFen,
  machineMinutes: one.machineMinutes,
  workingDays: one.workingDays,
  version: one.version,
});
