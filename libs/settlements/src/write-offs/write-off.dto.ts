import { ApiProperty } from '@nestjs/swagger';
import type { Fen } from '@app/common';
import { FenField, TextField } from '@app/http';
import { WRITE_OFF_STATES, type WriteOffState } from './write-off.entity';

/** Body of `POST /orders/{id}/write-offs`. */
export class ProposeWriteOff {
  @FenField({ min: 1 }) amountFen: Fen;
  @TextField({ max: 500, description: 'why it is given up' }) reason: string;
}

/** What a holder gives up of an order. */
export class WriteOffResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty() reason: string;
  @ApiProperty({ enum: WRITE_OFF_STATES }) state: WriteOffState;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) decidedAt: string | null;
}
