import { ApiProperty, PartialType } from '@nestjs/swagger';
import type { Fen, Text } from '@app/common';
import {
  BooleanField,
  CivilDateField,
  FenField,
  IdField,
  OneOf,
  PageQuery,
  SomeOf,
  TextField,
  WholeNumber,
} from '@app/http';
import { FUNDING_CLASSES, type FundingClass } from './funding-class';
import { TEXT_LIMITS } from './instrument-draft';
import { INSTRUMENT_STATUSES, type InstrumentStatus } from './instrument.rules';
import {
  BookingPolicyResponse,
  FeeScheduleResponse,
  OpeningHoursResponse,
} from './terms/terms.dto';

/** A new instrument of the caller's organisation. */
export class CreateInstrumentRequest {
  @TextField({ max: TEXT_LIMITS.nameZh }) nameZh: string;
  @TextField({ max: TEXT_LIMITS.nameEn, optional: true }) nameEn?: string | null;
  @TextField({ max: TEXT_LIMITS.assetNumber, description: 'unique inside the holder' })
  assetNumber: string;
  @TextField({ max: 20, description: 'six digits of the scheme nrii-2024' }) categoryCode: string;
  @TextField({ max: TEXT_LIMITS.model }) model: string;
  @TextField({ max: TEXT_LIMITS.manufacturer }) manufacturer: string;
  @TextField({ max: TEXT_LIMITS.countryOfOrigin, optional: true }) countryOfOrigin?: string | null;
  @FenField({ description: 'original value of one set, integer fen' }) originalValueFen: Fen;
  @SomeOf(FUNDING_CLASSES) fundingClasses: FundingClass[];
  @CivilDateField({ description: 'date of acceptance after installation' }) acceptedOn: string;
  @TextField({ max: 20, description: 'region of the location, GB/T 2260' }) regionCode: string;
  @TextField({ max: TEXT_LIMITS.address }) address: string;
  @WholeNumber({ min: 1, max: 50, optional: true, description: 'bookable places, 1 unless told' })
  units?: number | null;
  @BooleanField({ optional: true, description: 'true unless told' }) onlineBooking?: boolean | null;
  @TextField({ max: TEXT_LIMITS.contactName, optional: true }) contactName?: string | null;
  @TextField({ max: TEXT_LIMITS.contactPhone, optional: true }) contactPhone?: string | null;
}

/** Any part of a draft or returned instrument. */
export class UpdateInstrumentRequest extends PartialType(CreateInstrumentRequest) {}

/** Why something was sent back, suspended or retired; its people read it. */
export class ReasonRequest {
  @TextField({ max: 500 }) reason: string;
}

/** Which instruments to list; all parts given must fit. */
export class ListInstrumentsQuery extends PageQuery {
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
export class InstrumentResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty() nameZh: string;
  @ApiProperty({ required: false }) nameEn?: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty() categoryCode: string;
  @ApiProperty() categoryScheme: string;
  @ApiProperty() model: string;
  @ApiProperty() manufacturer: string;
  @ApiProperty({ required: false }) countryOfOrigin?: string;
  @ApiProperty({ type: 'integer', description: 'integer fen' }) originalValueFen: Fen;
  @ApiProperty({ enum: FUNDING_CLASSES, isArray: true }) fundingClasses: FundingClass[];
  @ApiProperty({ format: 'date' }) acceptedOn: string;
  @ApiProperty({ description: 'region of the location' }) regionCode: string;
  @ApiProperty({ description: 'vouchers pay for instruments outside Jiaxing' })
  outsideJiaxing: boolean;
  @ApiProperty() address: string;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) status: InstrumentStatus;
  @ApiProperty({ required: false, description: 'why it was returned, suspended or retired' })
  statusReason?: string;
  @ApiProperty() mustShare: boolean;
  @ApiProperty({ enum: ['obliged', 'voluntary'] }) sharingDuty: 'obliged' | 'voluntary';
  @ApiProperty({ required: false, format: 'date' }) reportDueOn?: string;
  @ApiProperty({ description: 'the holidays of a year in between were not published yet' })
  reportDueProvisional: boolean;
  @ApiProperty() onlineBooking: boolean;
  @ApiProperty({ required: false }) contactName?: string;
  @ApiProperty({ required: false, description: 'not in lists' }) contactPhone?: string;
  @ApiProperty({ type: [UnitResponse] }) units: UnitResponse[];
  @ApiProperty({ type: [FieldWarning] }) warnings: FieldWarning[];
  @ApiProperty({ required: false, format: 'date-time' }) listedAt?: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) updatedAt: string;
  @ApiProperty({ description: 'also the ETag' }) version: number;
}

/** One instrument with the terms in force today. */
export class InstrumentDetail extends InstrumentResponse {
  @ApiProperty({ type: OpeningHoursResponse }) openingHours: OpeningHoursResponse;
  @ApiProperty({ type: BookingPolicyResponse }) bookingPolicy: BookingPolicyResponse;
  @ApiProperty({ type: FeeScheduleResponse, required: false }) feeSchedule?: FeeScheduleResponse;
}
