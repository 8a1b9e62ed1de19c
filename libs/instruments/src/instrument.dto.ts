import { ApiProperty, PartialType } from '@nestjs/swagger';
import type { Text } from '@app/common';
import { BooleanField, CivilDateField, IdField, OneOf, TextField } from '@app/http';
import {
  INSTRUMENT_STATUSES,
  type InstrumentStatus,
  SUSPENSION_KINDS,
  type SuspensionKind,
} from './instrument.rules';
import { CreateInstrumentRequest, InstrumentDescription } from './record/record.dto';
import { FieldReason, ReviewResponse } from './review/review.dto';
import { REVIEW_STEPS, type ReviewStep } from './review/review.words';
import { REVIEWED_FIELDS, type ReviewedField } from './revisions/reviewed-fields';
import { SearchFilters } from './search/search.dto';
import {
  BookingPolicyResponse,
  FeeScheduleResponse,
  OpeningHoursResponse,
} from './terms/terms.dto';

/** Any part of an instrument that is neither submitted nor retired; of a listed one some parts wait for a review. */
export class UpdateInstrumentRequest extends PartialType(CreateInstrumentRequest) {}

/** Why an instrument is suspended, and until when; its people and its users read it. */
export class SuspendRequest {
  @TextField({ max: 500 }) reason: string;
  @OneOf(SUSPENSION_KINDS, { nullable: true }) kind?: SuspensionKind | null;
  @CivilDateField({ nullable: true, description: 'from today on' })
  expectedReturnOn?: string | null;
}

/** Why an instrument is retired, and what took its place. */
export class RetireRequest {
  @TextField({ max: 500 }) reason: string;
  @IdField({ nullable: true, description: 'another instrument of the holder, not retired' })
  successorId?: string | null;
}

/** Which instruments to list; all parts given must fit. */
export class ListInstrumentsQuery extends SearchFilters {
  @TextField({
    max: 100,
    optional: true,
    description: 'part of a name, model, manufacturer, asset number or holder name',
  })
  q?: string;
  @TextField({ max: 6, optional: true, description: 'a class with everything below it' })
  categoryCode?: string;
  @TextField({ max: 20, optional: true, description: 'a region with everything inside it' })
  regionCode?: string;
  @BooleanField({ optional: true, fromQuery: true }) outsideJiaxing?: boolean;
  @OneOf(INSTRUMENT_STATUSES, { optional: true }) status?: InstrumentStatus;
  @IdField({ optional: true, description: 'instruments of this organisation' }) holderId?: string;
  @OneOf(REVIEW_STEPS, { optional: true, description: 'where this step of the review waits' })
  reviewStep?: ReviewStep;
  @BooleanField({ optional: true, fromQuery: true, description: 'the step that waits is late' })
  reviewOverdue?: boolean;
}

export class UnitResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() position: number;
  @ApiProperty() name: string;
}

/** Something to look at that did not stand in the way. */
export class FieldWarning {
  @ApiProperty() pointer: string;
  @ApiProperty() code: string;
  /** In both languages inside the process, one sentence on the wire. */
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  message: Text | string;
}

/** An instrument as its reader may see it. */
export class InstrumentResponse extends InstrumentDescription {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty({ description: 'region of the holder; the location may be in another' })
  holderRegionCode: string;
  @ApiProperty({ description: 'unified social credit code of the holder' })
  holderCreditCode: string;
  @ApiProperty() categoryScheme: string;
  @ApiProperty({ description: 'vouchers pay for instruments outside Jiaxing' })
  outsideJiaxing: boolean;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) status: InstrumentStatus;
  @ApiProperty({ required: false, description: 'why it was returned, suspended or retired' })
  statusReason?: string;
  @ApiProperty({ type: [FieldReason], description: 'after a return, until the next submission' })
  returnedFields: FieldReason[];
  @ApiProperty({ type: ReviewResponse, required: false, description: 'while it is submitted' })
  review?: ReviewResponse;
  @ApiProperty({ enum: SUSPENSION_KINDS, required: false }) suspensionKind?: SuspensionKind;
  @ApiProperty({ required: false, format: 'date', description: 'while it is suspended' })
  expectedReturnOn?: string;
  @ApiProperty({ required: false, format: 'uuid', description: 'what took its place' })
  successorId?: string;
  @ApiProperty({ description: 'to be shared by a decision although not bought for research' })
  useObliged: boolean;
  @ApiProperty() mustShare: boolean;
  @ApiProperty({ enum: ['obliged', 'voluntary'] }) sharingDuty: 'obliged' | 'voluntary';
  @ApiProperty({ required: false, format: 'date' }) reportDueOn?: string;
  @ApiProperty({ description: 'the holidays of a year in between were not published yet' })
  reportDueProvisional: boolean;
  @ApiProperty({ type: [UnitResponse] }) units: UnitResponse[];
  @ApiProperty({ type: [FieldWarning] }) warnings: FieldWarning[];
  @ApiProperty({ required: false, format: 'date-time' }) listedAt?: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  @ApiProperty({ description: 'also the ETag' }) version: number;
}

/** An instrument after a change, with what waits for a review before it is true. */
export class UpdatedInstrument extends InstrumentResponse {
  @ApiProperty({
    ...{ enum: REVIEWED_FIELDS, isArray: true },
    description: 'changed in the open revision, which is to be submitted; empty unless listed',
  })
  pendingFields: ReviewedField[];
}

/** One instrument with the terms in force today. */
export class InstrumentDetail extends InstrumentResponse {
  @ApiProperty({ type: OpeningHoursResponse }) openingHours: OpeningHoursResponse;
  @ApiProperty({ type: BookingPolicyResponse }) bookingPolicy: BookingPolicyResponse;
  @ApiProperty({ type: FeeScheduleResponse, required: false }) feeSchedule?: FeeScheduleResponse;
}
