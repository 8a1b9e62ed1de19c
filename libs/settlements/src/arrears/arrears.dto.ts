import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';

/** What one user organisation owes one holder past the day on which it was due. */
export class ArrearsResponse {
  @ApiProperty({ format: 'uuid' }) holderOrganisationId: string;
  @ApiProperty({ format: 'uuid' }) customerOrganisationId: string;
  @ApiProperty({ type: 'integer' }) overdueFen: Fen;
  @ApiProperty({ type: 'integer', description: 'how many orders have a part in it' })
  orders: number;
  @ApiProperty({ format: 'date', nullable: true, type: String }) oldestDueOn: string | null;
  @ApiProperty({ type: 'integer', description: 'whole days since then' }) days: number;
  @ApiProperty({ description: 'the holder takes no booking and no order for it' })
  overLimit: boolean;
}
