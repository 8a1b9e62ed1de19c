import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import { FenField, ItemsField, OneOf, TextField, WholeNumber } from '@app/http';
import type { ChangeOrder } from './change-order.entity';
import {
  CHANGE_LINE_KINDS,
  CHANGE_STATES,
  type ChangeLineKind,
  type ChangeState,
  REDUCTION_CAUSES,
  type ReductionCause,
} from './change-order.words';

export class ChangeLineBody {
  @OneOf(CHANGE_LINE_KINDS) kind: ChangeLineKind;
  @TextField({ max: 200, description: 'what it is for, as the user organisation reads it' })
  text: string;
  @WholeNumber({
    ...{ min: 1, max: 100_000, nullable: true },
    description: 'minutes, samples or tests; for extra_… only',
  })
  quantity?: number | null;
  @OneOf(REDUCTION_CAUSES, { nullable: true, description: 'of a reduction, which needs one' })
  cause?: ReductionCause | null;
  @FenField({ description: 'charged; taken off by a reduction; the whole fee as an agreed price' })
  amountFen: number;
}

/** Body of `POST /orders/{id}/change-orders`. */
export class ProposeChangeRequest {
  @ItemsField(() => ChangeLineBody, { min: 1, max: 30 }) lines: ChangeLineBody[];
  @TextField({ max: 500 }) reason: string;
}

export class DeclineChangeRequest {
  @TextField({ max: 500, optional: true }) reason?: string;
}

export class ChangeLineResponse {
  @ApiProperty({ enum: CHANGE_LINE_KINDS }) kind: ChangeLineKind;
  @ApiProperty() text: string;
  @ApiProperty({ type: 'integer', nullable: true }) quantity: number | null;
  @ApiProperty({ enum: REDUCTION_CAUSES, nullable: true, description: 'of a reduction' })
  cause: ReductionCause | null;
  @ApiProperty({ type: 'integer', description: 'added to the fee; negative if taken off' })
  changeFen: Fen;
}

export class ChangeOrderResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty({ enum: CHANGE_STATES }) state: ChangeState;
  @ApiProperty({ type: [ChangeLineResponse] }) lines: ChangeLineResponse[];
  @ApiProperty({ type: 'integer', description: 'all lines together' }) amountFen: Fen;
  @ApiProperty({ type: 'integer' }) feeBeforeFen: Fen;
  @ApiProperty({ type: 'integer' }) feeAfterFen: Fen;
  @ApiProperty({ description: 'a second person of the lab approves it first' })
  isReduction: boolean;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'uuid' }) proposedBy: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) approvedBy: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) answeredAt: string | null;
  @ApiProperty({ nullable: true, type: String }) answerReason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export const toChangeOrderResponse = (change: ChangeOrder): ChangeOrderResponse => ({
  id: change.id,
  orderId: change.orderId,
  state: change.state,
  lines: change.lines.map(({ kind, text, quantity, cause = null, changeFen }) => ({
    ...{ kind, text, quantity, cause, changeFen },
  })),
  amountFen: change.amountFen,
  feeBeforeFen: change.feeBeforeFen,
  feeAfterFen: change.feeAfterFen,
  isReduction: change.isReduction,
  reason: change.reason,
  proposedBy: change.proposedBy,
  approvedBy: change.approvedBy,
  answeredAt: change.answeredAt && isoInZone(change.answeredAt),
  answerReason: change.answerReason,
  createdAt: isoInZone(change.createdAt),
});
