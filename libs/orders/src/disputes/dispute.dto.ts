import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import { FenField, OneOf, TextField } from '@app/http';
import {
  DISPUTE_DECISIONS,
  type DisputeDecision,
  OFFICE_DECISIONS,
  type OfficeDecision,
} from './dispute.words';
import type { OrderDispute } from './order-dispute.entity';

export class DisputeOrderRequest {
  @TextField({ max: 500 }) reason: string;
}

/** Body of `POST /orders/{id}/adjustment`. */
export class OfferAdjustmentRequest {
  @FenField({ description: 'the fee the lab would settle for; 0 waives all of it' }) feeFen: number;
  @TextField({ max: 500 }) reason: string;
}

export class AcceptAdjustmentRequest {
  @FenField({ description: 'the fee as the user organisation saw it offered' }) feeFen: number;
}

export class DecideDisputeRequest {
  @OneOf(OFFICE_DECISIONS) decision: OfficeDecision;
  @FenField({ optional: true, description: 'for `reduced`' }) feeFen?: number;
  @TextField({ max: 500 }) reason: string;
}

/** A dispute with what was offered to settle it and how it ended. */
export class DisputeResponse {
  @ApiProperty({ type: 'integer', description: 'what the lab had charged' }) feeBeforeFen: Fen;
  @ApiProperty({ type: 'integer', nullable: true }) offeredFen: Fen | null;
  @ApiProperty({ nullable: true, type: String }) offerReason: string | null;
  @ApiProperty({ enum: DISPUTE_DECISIONS, nullable: true }) decision: DisputeDecision | null;
  @ApiProperty({ nullable: true, type: String }) decisionReason: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) feeAfterFen: Fen | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) decidedAt: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export const toDisputeResponse = (dispute: OrderDispute): DisputeResponse => ({
  feeBeforeFen: dispute.feeBeforeFen,
  offeredFen: dispute.offeredFen,
  offerReason: dispute.offerReason,
  decision: dispute.decision,
  decisionReason: dispute.decisionReason,
  feeAfterFen: dispute.feeAfterFen,
  decidedAt: dispute.decidedAt && isoInZone(dispute.decidedAt),
  createdAt: isoInZone(dispute.createdAt),
});
