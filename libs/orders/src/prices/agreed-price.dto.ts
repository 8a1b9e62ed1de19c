import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import {
  CivilDateField,
  FenField,
  IdField,
  ItemsField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import { FEE_KINDS, type FeeKind } from '@app/instruments';
import {
  AGREED_PRICE_STATES,
  type AgreedPrice,
  type AgreedPriceState,
} from './agreed-price.entity';

export class AgreedLineBody {
  @OneOf(FEE_KINDS) kind: FeeKind;
  @FenField({ description: 'in place of every price of this kind in the fee schedule' })
  amountFen: Fen;
}

/** Body of `POST /agreed-prices`: a percentage or lines, one of the two. */
export class ProposeAgreedPriceRequest {
  @IdField({ description: 'who pays it' }) customerOrganisationId: string;
  @IdField({ nullable: true, description: 'all instruments of the holder if absent' })
  instrumentId?: string | null;
  @WholeNumber({ min: 0, max: 99, nullable: true, description: 'of the list price, to be paid' })
  percent?: number | null;
  @ItemsField(() => AgreedLineBody, { min: 1, max: 5, nullable: true })
  lines?: AgreedLineBody[] | null;
  @CivilDateField({ description: 'first service date' }) validFrom: string;
  @CivilDateField({ description: 'last service date' }) validUntil: string;
  @TextField({ max: 500 }) reason: string;
}

export class WithdrawAgreedPriceRequest {
  @TextField({ max: 500 }) reason: string;
}

/** Agreed prices that the caller's organisation is a side of. */
export class ListAgreedPricesQuery extends PageQuery {
  @OneOf(AGREED_PRICE_STATES, { optional: true }) state?: AgreedPriceState;
}

export class AgreedLineResponse {
  @ApiProperty({ enum: FEE_KINDS }) kind: FeeKind;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
}

export class AgreedPriceResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty({ format: 'uuid' }) customerOrganisationId: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) instrumentId: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) percent: number | null;
  @ApiProperty({ type: [AgreedLineResponse], nullable: true }) lines: AgreedLineResponse[] | null;
  @ApiProperty({ format: 'date' }) validFrom: string;
  @ApiProperty({ format: 'date' }) validUntil: string;
  @ApiProperty() reason: string;
  @ApiProperty({ enum: AGREED_PRICE_STATES }) state: AgreedPriceState;
  @ApiProperty({ format: 'uuid' }) proposedBy: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) approvedBy: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) approvedAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) withdrawnAt: string | null;
  @ApiProperty({ nullable: true, type: String }) withdrawReason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

/** The agreement as both sides see it. */
export const toAgreedPriceResponse = (one: AgreedPrice): AgreedPriceResponse => ({
  id: one.id,
  holderId: one.holderId,
  customerOrganisationId: one.customerOrganisationId,
  instrumentId: one.instrumentId,
  percent: one.percent,
  lines: one.lines,
  validFrom: one.validFrom,
  validUntil: one.validUntil,
  reason: one.reason,
  state: one.state,
  proposedBy: one.proposedBy,
  approvedBy: one.approvedBy,
  approvedAt: one.approvedAt && isoInZone(one.approvedAt),
  withdrawnAt: one.withdrawnAt && isoInZone(one.withdrawnAt),
  withdrawReason: one.withdrawReason,
  createdAt: isoInZone(one.createdAt),
});
