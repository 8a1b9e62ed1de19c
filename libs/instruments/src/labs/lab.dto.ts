import { ApiProperty } from '@nestjs/swagger';
import { BooleanField, IdField, TextField, WholeNumber } from '@app/http';

/** A laboratory as it is from now on; what is left out is off. */
export class PutLabRequest {
  @TextField({ max: 100, description: 'unique inside the holder' }) nameZh: string;
  @WholeNumber({
    min: 1,
    max: 1_000,
    nullable: true,
    description: 'bookings of its instruments at the same time, whoever made them',
  })
  maxConcurrent?: number | null;
  @BooleanField({
    nullable: true,
    description: 'nobody books two of its instruments for the same time',
  })
  oneAtATime?: boolean | null;
}

/** The laboratory an instrument belongs to; null is none. */
export class PutInstrumentLabRequest {
  @IdField({ nullable: true, description: 'of a laboratory of the holder; null takes it out' })
  labId?: string | null;
}

export class LabResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty({ type: 'integer', nullable: true }) maxConcurrent: number | null;
  @ApiProperty() oneAtATime: boolean;
  @ApiProperty({ type: [String], description: 'ids of its instruments' }) instrumentIds: string[];
}

export class LabsResponse {
  @ApiProperty({ type: [LabResponse] }) items: LabResponse[];
}

export class InstrumentLabResponse {
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) labId: string | null;
}
