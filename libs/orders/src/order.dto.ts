import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone, type Text } from '@app/common';
import {
  BooleanField,
  IdField,
  InstantField,
  OneOf,
  PageQuery,
  TextField,
  WholeNumber,
} from '@app/http';
import type { Actor } from '@app/identity';
import { FEE_TIERS, type FeeTier } from '@app/instruments';
import { VOUCHER_REASONS, type VoucherReason } from '@app/vouchers';
import type { Circumstances } from './circumstances.queries';
import { allowedActions } from './order.actions';
import {
  type Nature,
  NATURES,
  ORDER_ACTIONS,
  ORDER_KINDS,
  ORDER_SIDES,
  ORDER_STATES,
  type OrderAction,
  type OrderKind,
  type OrderSide,
  type OrderState,
  type Purpose,
  PURPOSES,
} from './order.words';
import { PRICE_LINE_KINDS, PRICE_UNITS, type PriceLineKind, type PriceUnit } from './price.rules';
import { feeOf, type ServiceOrder } from './service-order.entity';

export class CreateQuoteRequest {
  @IdField() instrumentId: string;
  @InstantField() startsAt: string;
  @InstantField() endsAt: string;
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
  @WholeNumber({ min: 0, max: 10_000, optional: true }) sampleCount?: number;
  @BooleanField({ optional: true, description: 'the holder’s operator runs it' })
  withOperator?: boolean;
  @IdField({ optional: true }) voucherId?: string;
}

/** A weekly time at which an hour costs another price. */
export class PriceWindowResponse {
  @ApiProperty({ description: '1 is Monday' }) weekday: number;
  @ApiProperty({ description: 'HH:mm in Asia/Shanghai' }) from: string;
  @ApiProperty({ description: 'up to 24:00' }) to: string;
}

/** One line of a list price, which is the sum of all of them. */
export class PriceLineResponse {
  @ApiProperty({ enum: PRICE_LINE_KINDS }) kind: PriceLineKind;
  /** In both languages inside the process, one sentence on the wire. */
  @ApiProperty({ type: String, description: 'in the language of the reader' }) text: Text | string;
  @ApiProperty({ enum: PRICE_UNITS, description: 'what unitFen is for' }) unit: PriceUnit;
  @ApiProperty({ type: 'integer' }) unitFen: Fen;
  @ApiProperty({ description: 'minutes for hours, else a count' }) quantity: number;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ enum: FEE_TIERS, required: false, description: 'whose price it is' })
  tier?: FeeTier;
  @ApiProperty({ type: [PriceWindowResponse], required: false, description: 'of off-peak hours' })
  windows?: PriceWindowResponse[];
  @ApiProperty({ format: 'uuid', required: false, description: 'what takes it off the list price' })
  agreedPriceId?: string;
}

/** What a service costs: list price, the voucher's part, the user's own part, and why a voucher does not pay. */
export class QuoteResponse {
  @ApiProperty({ type: 'integer' }) listFen: Fen;
  @ApiProperty({
    type: 'integer',
    required: false,
    description:
      'added by accepted change orders, negative for reductions; none of them when absent',
  })
  changeFen?: Fen;
  @ApiProperty({ type: 'integer' }) voucherFen: Fen;
  @ApiProperty({ type: 'integer' }) ownFen: Fen;
  @ApiProperty({ enum: NATURES, required: false, description: 'what is ordered, if declared' })
  nature?: Nature;
  @ApiProperty({ enum: VOUCHER_REASONS, required: false }) voucherReason?: VoucherReason;
  @ApiProperty({ required: false, description: 'of the programme’s rules that decided so' })
  voucherRulesVersion?: number;
  @ApiProperty({ required: false }) feeScheduleVersion?: number;
  @ApiProperty({ format: 'uuid', required: false, description: 'where one lowers the list price' })
  agreedPriceId?: string;
  @ApiProperty({ type: [PriceLineResponse], required: false }) lines?: PriceLineResponse[];
}

export class ListOrdersQuery extends PageQuery {
  @OneOf(ORDER_KINDS, { optional: true }) kind?: OrderKind;
  @OneOf(ORDER_STATES, { optional: true }) state?: OrderState;
  @OneOf(ORDER_SIDES, { optional: true, description: 'on which side my organisation stands' })
  side?: OrderSide;
  @TextField({ max: 20, optional: true, description: 'the whole number, as said on the phone' })
  number?: string;
  @BooleanField({
    ...{ optional: true, fromQuery: true },
    description: 'past the promised date and not completed, or not so',
  })
  late?: boolean;
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
  @ApiProperty({ type: 'integer', description: 'what it may cost: list price and changes' })
  feeFen: Fen;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) voucherId: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) actualFen: Fen | null;
  @ApiProperty({ type: 'integer', description: 'voucher part of the actual fee' }) capturedFen: Fen;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) completedAt: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) acceptedAt: string | null;
  @ApiProperty({ nullable: true, type: String }) disputeReason: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ enum: ORDER_ACTIONS, isArray: true, description: 'what the caller may do next' })
  allowedActions: OrderAction[];
  @ApiProperty() version: number;
}

/** An order in a list, with the names that its line shows. */
export class OrderListItem extends OrderResponse {
  @ApiProperty() userOrganisationNameZh: string;
  @ApiProperty() providerNameZh: string;
  @ApiProperty({ nullable: true, type: String }) instrumentNameZh: string | null;
  @ApiProperty({ format: 'date', nullable: true, type: String, description: 'of samples sent in' })
  promisedOn: string | null;
  @ApiProperty({ description: 'not completed by the promised date' }) late: boolean;
}

/** Who took a step, and for whom. */
export class OrderStepTaker {
  @ApiProperty() displayName: string;
  @ApiProperty() organisationNameZh: string;
}

/** One step in the life of an order. */
export class OrderHistoryStep {
  @ApiProperty({ description: 'the first is `open`' }) action: string;
  @ApiProperty({ enum: ORDER_STATES, nullable: true }) fromState: OrderState | null;
  @ApiProperty({ enum: ORDER_STATES }) toState: OrderState;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ type: OrderStepTaker, nullable: true, description: 'null for the system itself' })
  by: OrderStepTaker | null;
  @ApiProperty({ type: Object, description: 'ids and amounts in fen' }) detail: object;
}

export const quoteOf = (order: ServiceOrder): QuoteResponse => ({
  listFen: order.listFen,
  ...(order.changeFen !== 0 && { changeFen: order.changeFen }),
  voucherFen: order.voucherFen,
  ownFen: order.ownFen,
  ...(order.nature !== null && { nature: order.nature }),
  ...(order.voucherReason !== null && { voucherReason: order.voucherReason as VoucherReason }),
  ...(order.voucherRulesVersion !== null && { voucherRulesVersion: order.voucherRulesVersion }),
  ...(order.feeScheduleVersion !== null && { feeScheduleVersion: order.feeScheduleVersion }),
  ...(order.agreedPriceId !== null && { agreedPriceId: order.agreedPriceId }),
});

/** The order as one person sees it. */
export const toOrderResponse = (
  order: ServiceOrder,
  actor: Actor,
  circumstances: Circumstances,
): OrderResponse => ({
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
  feeFen: feeOf(order),
  voucherId: order.voucherId,
  actualFen: order.actualFen,
  capturedFen: order.capturedFen,
  completedAt: order.completedAt && isoInZone(order.completedAt),
  acceptedAt: order.acceptedAt && isoInZone(order.acceptedAt),
  disputeReason: order.disputeReason,
  createdAt: isoInZone(order.createdAt),
  allowedActions: allowedActions(actor, order, circumstances),
  version: order.version,
});
