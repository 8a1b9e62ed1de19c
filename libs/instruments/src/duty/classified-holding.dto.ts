import { ApiProperty } from '@nestjs/swagger';
import { TextField, WholeNumber } from '@app/http';

/** Body of `PUT /organisations/{id}/classified-holding`. */
export class PutClassifiedHoldingRequest {
  @WholeNumber({ max: 100_000, description: 'sets held' }) count: number;
  @TextField({ max: 100, nullable: true, description: 'number of the offline filing (备案号)' })
  filingNumber?: string | null;
}

/** How many classified sets an organisation holds; nothing else about them is kept. */
export class ClassifiedHoldingResponse {
  @ApiProperty({ format: 'uuid' }) organisationId: string;
  @ApiProperty() count: number;
  @ApiProperty({ required: false, description: '备案号' }) filingNumber?: string;
  @ApiProperty({ required: false, format: 'date-time' }) updatedAt?: string;
  @ApiProperty({ description: 'also the ETag; 0 before anything was told' }) version: number;
}
