import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import { IdField, InstantField, OneOf, TextField, WholeNumber } from '@app/http';
import { VOUCHER_REASONS, type VoucherReason } from '@app/vouchers';
import {
  ORDER_KINDS,
  ORDER_STATES,
  type OrderKind,
  type OrderState,
  type Purpose,
  PURPOSES,
} from './order.words';
import type { ServiceOrder } from './service-order.entity';

export class CreateQuoteRequest {
  @IdField() instrumentId: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @OneOf(PURPOSES) purpose: Purpose;
  @WholeNumber({ min: 0, max: 10_000, optional: true }) sampleCount?: number;
  @IdField({ optional: true }) voucherId?: string;
}

export class PriceLineResponse {
  @ApiProperty({ enum: ['per_hour', 'per_sample', 'per_use', 'minimum'] }) kind: string;
  @ApiProperty({ type: 'integer' }) unitFen: Fen;
  @ApiProperty({ description: 'minutes for per_hour, else a count' }) quantity: number;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
}

/** What a service costs: list price, the voucher's part, the user's own part, and why a voucher does not pay. */
export class QuoteResponse {
  @ApiProperty({ type: 'integer' }) listFen: Fen;
  @ApiProperty({ type: 'integer' }) voucherFen: Fen;
  @ApiProperty({ type: 'integer' }) ownFen: Fen;
  @ApiProperty({ enum: VOUCHER_REASONS, required: false }) voucherReason?: VoucherReason;
  @ApiProperty({ required: false }) feeScheduleVersion?: number;
  @ApiProperty({ type: [PriceLineResponse], required: false }) lines?: PriceLineResponse[];
}

export class DisputeOrderRequest {
  @TextField({ max: 500 }) reason: string;
}

export class OrderResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() number: string;
  @ApiProperty({ enum: ORDER_KINDS }) kind: OrderKind;
  @ApiProperty({ enum: ORDER_STATES }) state: OrderState;
  @ApiProperty({ format: 'uuid' }) userOrganisationId: string;
  @ApiProperty({ format: 'uuid' }) providerOrganisationId: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) instrumentId: string | null;
  @ApiProperty({ enum: PURPOSES }) purpose: Purpose;
  @ApiProperty({ type: 'integer', nullable: true }) sampleCount: number | null;
  @ApiProperty({ type: QuoteResponse }) quote: QuoteResponse;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) voucherId: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) actualFen: Fen | null;
  @ApiProperty({ type: 'integer', description: 'voucher part of the actual fee' }) capturedFen: Fen;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) completedAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) acceptedAt: string | null;
  @ApiProperty({ nullable: true, type: String }) disputeReason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}

export const quoteOf = (order: ServiceOrder): QuoteResponse => ({
  listFen: order.listFen,
  voucherFen: order.voucherFen,
  ownFen: order.ownFen,
  ...(order.voucherReason !== null && { voucherReason: order.voucherReason as VoucherReason }),
  ...(order.feeScheduleVersion !== null && { feeScheduleVersion: order.feeScheduleVersion }),
});

export const toOrderResponse = (order: ServiceOrder): OrderResponse => ({
  id: order.id,
  number: order.number,
  kind: order.kind,
  state: order.state,
  userOrganisationId: order.userOrganisationId,
  providerOrganisationId: order.providerOrganisationId,
  instrumentId: order.instrumentId,
  purpose: order.purpose,
  sampleCount: order.sampleCount,
  quote: quoteOf(order),
  voucherId: order.voucherId,
  actualFen: order.actualFen,
  capturedFen: order.capturedFen,
  completedAt: order.completedAt && isoInZone(order.completedAt),
  acceptedAt: order.acceptedAt && isoInZone(order.acceptedAt),
  disputeReason: order.disputeReason,
  createdAt: isoInZone(order.createdAt),
  version: order.version,
});
