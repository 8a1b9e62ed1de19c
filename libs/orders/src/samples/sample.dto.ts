import { ApiProperty } from '@nestjs/swagger';
import { type Fen, isoInZone } from '@app/common';
import {
  CivilDateField,
  FenField,
  IdField,
  ItemsField,
  OneOf,
  TextField,
  WholeNumber,
} from '@app/http';
import { VOUCHER_REASONS } from '@app/vouchers';
import { type Nature, NATURES, type Purpose, PURPOSES } from '../order.words';
import type { OrderSample } from './order-sample.entity';
import { SamplePromiseResponse } from './promises/sample-promise.dto';
import type { SampleOrder } from './sample-order.entity';
import type { SampleQuote } from './sample-quote.entity';
import type { PricedLine } from './sample-quote.rules';
import {
  LEFT_OVERS,
  type LeftOver,
  REPORT_KINDS,
  type ReportKind,
  SAMPLE_FEE_KINDS,
  type SampleFeeKind,
  URGENCIES,
  type Urgency,
} from './sample.words';

export class TestItemBody {
  @TextField() name: string;
  @TextField({ nullable: true, description: 'such as GB/T 3923.1-2013' }) standard?: string | null;
  @TextField({ max: 500, nullable: true, description: 'temperature, humidity, direction …' })
  conditions?: string | null;
  @WholeNumber({ min: 1, max: 10_000, description: 'how often, over all samples' })
  quantity: number;
  @IdField({ nullable: true, description: 'of the service list of the provider' })
  serviceItemId?: string | null;
}

export class SampleBody {
  @TextField() name: string;
  @WholeNumber({ min: 1, max: 10_000, description: 'pieces under one label' }) quantity: number;
  @TextField({ max: 500, nullable: true, description: 'hazard and safety data; none if absent' })
  hazards?: string | null;
}

/** `POST /orders` of kind sample: what an instrument or a provider without one is asked to do with samples. */
export class CreateOrderRequest {
  @OneOf(['sample']) kind: 'sample';
  @IdField({ nullable: true, description: 'this or providerOrganisationId' })
  instrumentId?: string | null;
  @IdField({ nullable: true, description: 'a provider, whichever instrument it uses' })
  providerOrganisationId?: string | null;
  @ItemsField(() => TestItemBody, { min: 1, max: 50 }) items: TestItemBody[];
  @ItemsField(() => SampleBody, { min: 1, max: 100 }) samples: SampleBody[];
  @OneOf(URGENCIES) urgency: Urgency;
  @OneOf(REPORT_KINDS) reportKind: ReportKind;
  @OneOf(LEFT_OVERS) leftOver: LeftOver;
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(NATURES, { optional: true, description: 'what is ordered; undeclared if absent' })
  nature?: Nature;
  @CivilDateField({ nullable: true }) wishedBy?: string | null;
  @IdField({ nullable: true }) voucherId?: string | null;
}

export class QuotedLineBody {
  @TextField() text: string;
  @WholeNumber({ min: 1, max: 10_000, description: 'samples, uses or hours' }) quantity: number;
  @IdField({ nullable: true, description: 'takes the price of the service list' })
  serviceItemId?: string | null;
  @OneOf(SAMPLE_FEE_KINDS, { nullable: true, description: 'takes the price of the fee schedule' })
  feeKind?: SampleFeeKind | null;
  @FenField({ nullable: true, description: 'a price of the lab’s own, with a reason' })
  unitFen?: number | null;
  @TextField({ nullable: true }) reason?: string | null;
}

/** Body of `POST /orders/{id}/price`. */
export class PriceSampleOrderRequest {
  @ItemsField(() => QuotedLineBody, { min: 1, max: 50 }) lines: QuotedLineBody[];
  @CivilDateField({
    nullable: true,
    description: 'by when the lab is done; by its queue if absent',
  })
  promisedOn?: string | null;
  @CivilDateField({
    nullable: true,
    description: 'last day to accept the quote; in 30 days if absent',
  })
  validUntil?: string | null;
  @TextField({ max: 500, nullable: true, description: 'why the quote is revised; then required' })
  reason?: string | null;
}

/** Body of `POST /orders/{id}/accept-quote`. */
export class AcceptQuoteRequest {
  @WholeNumber({ min: 1, max: 10_000, nullable: true, description: 'that was seen; any if absent' })
  quoteVersion?: number | null;
}

export class RejectSampleOrderRequest {
  @TextField({ max: 500 }) reason: string;
}

export class CancelSampleOrderRequest {
  @TextField({ max: 500, nullable: true }) reason?: string | null;
}

/** Body of `POST /orders/{id}/send`. */
export class SendSamplesRequest {
  @TextField({ max: 100, description: 'parcel service, or who brings them' }) carrier: string;
  @TextField({ max: 100, nullable: true }) trackingNumber?: string | null;
}

/** Body of `POST /orders/{id}/complete`. */
export class CompleteSampleOrderRequest {
  @FenField({ nullable: true, description: 'the agreed fee if absent, never above it' })
  actualFen?: number | null;
  @TextField({ max: 100, nullable: true, description: 'required where a report was ordered' })
  reportNumber?: string | null;
  @CivilDateField({ nullable: true }) reportIssuedOn?: string | null;
  @TextField({
    min: 64,
    max: 64,
    nullable: true,
    description: 'SHA-256 of the report attached to the order, in hexadecimal',
  })
  reportSha256?: string | null;
}

export class TestItemResponse {
  @ApiProperty() name: string;
  @ApiProperty({ nullable: true, type: String }) standard: string | null;
  @ApiProperty({ nullable: true, type: String }) conditions: string | null;
  @ApiProperty() quantity: number;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) serviceItemId: string | null;
}

export class SampleResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty() quantity: number;
  @ApiProperty({ nullable: true, type: String }) hazards: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'since the lab has it' })
  labelCode: string | null;
}

export class QuotedLineResponse {
  @ApiProperty() text: string;
  @ApiProperty() quantity: number;
  @ApiProperty({ type: 'integer' }) unitFen: Fen;
  @ApiProperty({ type: 'integer' }) amountFen: Fen;
  @ApiProperty({ enum: SAMPLE_FEE_KINDS, nullable: true, description: 'of the fee schedule' })
  feeKind: SampleFeeKind | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'of the service list' })
  serviceItemId: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'of a price of the lab’s own' })
  reason: string | null;
}

/** A quote as it was made once. */
export class SampleQuoteResponse {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: [QuotedLineResponse] }) lines: QuotedLineResponse[];
  @ApiProperty({ type: 'integer' }) listFen: Fen;
  @ApiProperty({ format: 'date' }) promisedOn: string;
  @ApiProperty({ format: 'date' }) validUntil: string;
  @ApiProperty({ nullable: true, type: String, description: 'why the one before was revised' })
  reason: string | null;
  @ApiProperty({ format: 'date-time' }) at: string;
}

/** What the voucher would pay if the quote were accepted now; accepting sets it aside. */
export class ExpectedPartsResponse {
  @ApiProperty({ type: 'integer' }) voucherFen: Fen;
  @ApiProperty({ type: 'integer' }) ownFen: Fen;
  @ApiProperty({ enum: VOUCHER_REASONS, nullable: true }) voucherReason: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'of the programme’s rules' })
  voucherRulesVersion: number | null;
}

/** What an order of samples tells beside its price. */
export class SampleOrderResponse {
  @ApiProperty({ type: [TestItemResponse] }) items: TestItemResponse[];
  @ApiProperty({ type: [SampleResponse] }) samples: SampleResponse[];
  @ApiProperty({ enum: URGENCIES }) urgency: Urgency;
  @ApiProperty({ enum: REPORT_KINDS }) reportKind: ReportKind;
  @ApiProperty({ enum: LEFT_OVERS }) leftOver: LeftOver;
  @ApiProperty({ format: 'date', nullable: true, type: String }) wishedBy: string | null;
  @ApiProperty({ type: [QuotedLineResponse], nullable: true }) lines: QuotedLineResponse[] | null;
  @ApiProperty({ format: 'date', nullable: true, type: String }) quoteValidUntil: string | null;
  @ApiProperty({
    type: ExpectedPartsResponse,
    nullable: true,
    description: 'of a quote that waits',
  })
  expected: ExpectedPartsResponse | null;
  @ApiProperty({ format: 'date', nullable: true, type: String }) promisedOn: string | null;
  @ApiProperty({ type: 'integer', description: 'of the quote; 0 before the first' })
  quoteVersion: number;
  @ApiProperty({ type: [SampleQuoteResponse], description: 'every quote, the last one first' })
  quotes: SampleQuoteResponse[];
  @ApiProperty({
    type: [SamplePromiseResponse],
    description: 'dates promised anew, the last first',
  })
  promises: SamplePromiseResponse[];
  @ApiProperty({ description: 'not completed by the promised date' }) late: boolean;
  @ApiProperty({ nullable: true, type: String }) carrier: string | null;
  @ApiProperty({ nullable: true, type: String }) trackingNumber: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) receivedAt: string | null;
  @ApiProperty({ nullable: true, type: String }) reportNumber: string | null;
  @ApiProperty({ format: 'date', nullable: true, type: String }) reportIssuedOn: string | null;
  @ApiProperty({ nullable: true, type: String }) reportSha256: string | null;
  @ApiProperty({ nullable: true, type: String }) endedReason: string | null;
}

/** A label as it is printed, 50 × 30 mm. */
export class SampleLabel {
  @ApiProperty({ description: 'to be said and typed' }) labelCode: string;
  @ApiProperty({ description: 'what the QR code holds' }) qrText: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty() name: string;
  @ApiProperty() quantity: number;
  @ApiProperty({ nullable: true, type: String }) hazards: string | null;
  @ApiProperty({ enum: LEFT_OVERS }) leftOver: LeftOver;
}

const linesOf = (lines: readonly PricedLine[]): QuotedLineResponse[] =>
  lines.map((line) => ({ ...line, serviceItemId: line.serviceItemId ?? null }));

/** The quote as both sides read it. */
export const toSampleQuoteResponse = (quote: SampleQuote): SampleQuoteResponse => ({
  version: quote.version,
  lines: linesOf(quote.lines),
  listFen: quote.listFen,
  promisedOn: quote.promisedOn,
  validUntil: quote.validUntil,
  reason: quote.reason,
  at: isoInZone(quote.createdAt),
});

export const toSampleOrderResponse = (
  detail: SampleOrder,
  samples: readonly OrderSample[],
  {
    late,
    expected,
    quotes,
    promises,
  }: Pick<SampleOrderResponse, 'late' | 'expected' | 'quotes' | 'promises'>,
): SampleOrderResponse => ({
  items: detail.items.map((item) => ({ ...item, serviceItemId: item.serviceItemId ?? null })),
  samples: samples.map(({ id, name, quantity, hazards, labelCode }) => ({
    ...{ id, name, quantity, hazards, labelCode },
  })),
  urgency: detail.urgency,
  reportKind: detail.reportKind,
  leftOver: detail.leftOver,
  wishedBy: detail.wishedBy,
  lines: detail.quoteLines && linesOf(detail.quoteLines),
  quoteValidUntil: detail.quoteValidUntil,
  expected,
  promisedOn: detail.promisedOn,
  quoteVersion: detail.quoteVersion,
  ...{ quotes, promises },
  late,
  carrier: detail.carrier,
  trackingNumber: detail.trackingNumber,
  receivedAt: detail.receivedAt && isoInZone(detail.receivedAt),
  reportNumber: detail.reportNumber,
  reportIssuedOn: detail.reportIssuedOn,
  reportSha256: detail.reportSha256,
  endedReason: detail.endedReason,
});
