import { ApiProperty } from '@nestjs/swagger';
import { fen, type Text } from '@app/common';
import { BooleanField, IdField, OneOf, PageQuery, TextField } from '@app/http';
import { INSTRUMENT_STATUSES, type InstrumentStatus } from '../instrument.rules';
import type { DutyRow, LateRow } from './duty-facts';
import { DUTY_GROUNDS, dutyReason, type DutyGround } from './duty.rules';
import {
  type Deadline,
  DEADLINES,
  EXEMPTION_STATES,
  type ExemptionState,
  type Figure,
  FIGURES,
  REPORTED_AS,
  type ReportedAs,
} from './duty.words';

const OPTIONAL_DATE = { required: false, format: 'date' } as const;

/** Body of `POST /instruments/{id}/use-decision`. */
export class DecideUseRequest {
  @BooleanField({ description: 'it has to be shared although not bought for research' })
  obliged: boolean;
  @TextField({ max: 500, description: 'for the holder to read' }) reason: string;
}

/** Whose figures. */
export class DutySummaryQuery {
  @IdField({ optional: true, description: 'of this holder' }) holderId?: string;
  @TextField({ max: 20, optional: true, description: 'region of the holder, with all inside it' })
  regionCode?: string;
}

/** Which set of instruments, of whom. */
export class ListFigureQuery extends PageQuery {
  @OneOf(FIGURES, { optional: true, description: 'all in service when left out' }) in?: Figure;
  @IdField({ optional: true, description: 'of this holder' }) holderId?: string;
  @TextField({ max: 20, optional: true, description: 'region of the holder, with all inside it' })
  regionCode?: string;
}

/** Which late deadlines, of whom. */
export class ListOverdueQuery extends PageQuery {
  @OneOf(DEADLINES, { optional: true }) kind?: Deadline;
  @IdField({ optional: true, description: 'of this holder' }) holderId?: string;
}

/** Why there is a duty to share, or none. */
export class DutyReasonResponse {
  @ApiProperty({ enum: DUTY_GROUNDS }) code: DutyGround;
  @ApiProperty({ type: String, description: 'in the language of the reader' })
  message: Text | string;
}

/** The exemption that runs or waits. */
export class DutyExemptionPart {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: EXEMPTION_STATES }) state: ExemptionState;
  @ApiProperty({ required: false }) filingNumber?: string;
  @ApiProperty(OPTIONAL_DATE) endsOn?: string;
}

/** What an instrument's holder owes, by when, and what is done already. Dates are civil. */
export class DutyResponse {
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() obliged: boolean;
  @ApiProperty({ description: 'by decision of the bureau, whatever it was bought for' })
  useObliged: boolean;
  @ApiProperty({ type: DutyReasonResponse }) reason: DutyReasonResponse;
  @ApiProperty(OPTIONAL_DATE) reportDueOn?: string;
  @ApiProperty({ description: 'the holidays of a year in between were not published yet' })
  reportDueProvisional: boolean;
  @ApiProperty(OPTIONAL_DATE) reportedOn?: string;
  @ApiProperty({
    enum: REPORTED_AS,
    required: false,
    description: 'accepted by or visible on the regional platform; or first listed here',
  })
  reportedAs?: ReportedAs;
  @ApiProperty({ ...OPTIONAL_DATE, description: 'accepted by or visible on the regional platform' })
  joinedOn?: string;
  @ApiProperty(OPTIONAL_DATE) sensorDueOn?: string;
  @ApiProperty() sensorDueProvisional: boolean;
  @ApiProperty({ required: false }) sensorNumber?: string;
  @ApiProperty(OPTIONAL_DATE) sensorInstalledOn?: string;
  @ApiProperty(OPTIONAL_DATE) sensorRecoveredOn?: string;
  @ApiProperty({ description: 'the instrument is retired and its sensor still in place' })
  sensorToRecover: boolean;
  @ApiProperty(OPTIONAL_DATE) termsDueOn?: string;
  @ApiProperty(OPTIONAL_DATE) termsCompleteOn?: string;
  @ApiProperty({ type: DutyExemptionPart, required: false }) exemption?: DutyExemptionPart;
  @ApiProperty({ enum: DEADLINES, isArray: true, description: 'deadlines that passed unmet' })
  overdue: Deadline[];
}

/** One instrument of a figure. */
export class DutyInstrumentResponse {
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty({ enum: INSTRUMENT_STATUSES }) status: InstrumentStatus;
  @ApiProperty() obliged: boolean;
  @ApiProperty({ ...OPTIONAL_DATE, description: 'last day of its exemption' }) exemptUntil?: string;
  @ApiProperty({ required: false, description: 'on the regional platform' })
  regionalNumber?: string;
  @ApiProperty({ required: false, description: 'on the regional platform' }) regionalUrl?: string;
  @ApiProperty(OPTIONAL_DATE) joinedOn?: string;
  @ApiProperty({ ...OPTIONAL_DATE, description: 'first listing here' }) listedOn?: string;
}

/** A deadline that passed unmet. */
export class OverdueResponse {
  @ApiProperty({ enum: DEADLINES }) kind: Deadline;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() assetNumber: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty() holderNameZh: string;
  @ApiProperty({ format: 'date' }) dueOn: string;
  @ApiProperty({ description: 'the holidays of a year in between were not published yet' })
  provisional: boolean;
  @ApiProperty({ description: 'calendar days since' }) daysLate: number;
}

/** A number with the address of exactly the instruments behind it. */
export class FigureResponse {
  @ApiProperty({ enum: FIGURES }) code: Figure;
  @ApiProperty() count: number;
  @ApiProperty({ description: 'address of the list' }) list: string;
}

/** A share of figures; null when nothing is there to share, which is neither 0 nor 1. */
export class RateResponse {
  @ApiProperty({ enum: FIGURES }) numerator: Figure;
  @ApiProperty({ enum: FIGURES }) denominator: Figure;
  @ApiProperty({ type: Number, nullable: true, minimum: 0, maximum: 1 }) value: number | null;
}

/** How far instruments that have to be shared are shared. */
export class DutySummaryResponse {
  @ApiProperty({ type: RateResponse, description: '纳入率' }) inclusionRate: RateResponse;
  @ApiProperty({ type: RateResponse, description: '上架率' }) listingRate: RateResponse;
  @ApiProperty({ type: [FigureResponse] }) figures: FigureResponse[];
  @ApiProperty({ description: 'classified sets, which are counted only' }) classified: number;
}

/** Members that are null are left out. */
const optional = <K extends string>(name: K, value: string | null): Partial<Record<K, string>> =>
  value === null ? {} : ({ [name]: value } as Partial<Record<K, string>>);

export const toDutyResponse = (row: DutyRow & { overdue: Deadline[] }): DutyResponse => ({
  instrumentId: row.id,
  obliged: row.must_share,
  useObliged: row.use_obliged,
  reason: dutyReason({
    originalValueFen: fen(row.original_value_fen),
    fundingClasses: row.funding_classes,
    uses: row.uses,
    useObliged: row.use_obliged,
  }),
  ...optional('reportDueOn', row.report_due_on),
  reportDueProvisional: row.report_due_provisional,
  ...reportOf(row),
  ...optional('joinedOn', row.joined_on),
  ...optional('sensorDueOn', row.sensor_due_on),
  sensorDueProvisional: row.sensor_due_provisional,
  ...optional('sensorNumber', row.sensor_number),
  ...optional('sensorInstalledOn', row.sensor_installed_on),
  ...optional('sensorRecoveredOn', row.sensor_recovered_on),
  sensorToRecover:
    row.status === 'retired' && row.sensor_number !== null && row.sensor_recovered_on === null,
  ...optional('termsDueOn', row.terms_due_on),
  ...optional('termsCompleteOn', row.terms_complete_on),
  ...exemptionOf(row),
  overdue: row.overdue,
});

/** Accepted over there counts before handed in here: only the first is proof that the report arrived. */
function reportOf({
  joined_on: acceptedOn,
  listed_on: listedOn,
}: DutyRow): Pick<DutyResponse, 'reportedOn' | 'reportedAs'> {
  if (acceptedOn !== null) return { reportedOn: acceptedOn, reportedAs: 'accepted' };
  return listedOn === null ? {} : { reportedOn: listedOn, reportedAs: 'handed_in' };
}

function exemptionOf(row: DutyRow): Pick<DutyResponse, 'exemption'> {
  if (row.exemption_id === null || row.exemption_state === null) return {};
  return {
    exemption: {
      id: row.exemption_id,
      state: row.exemption_state,
      ...optional('filingNumber', row.exemption_number),
      ...optional('endsOn', row.exemption_ends_on),
    },
  };
}

const named = (row: DutyRow) => ({
  instrumentId: row.id,
  nameZh: row.name_zh,
  assetNumber: row.asset_number,
  holderId: row.holder_id,
  holderNameZh: row.holder_name_zh,
});

export const toDutyInstrumentResponse = (row: DutyRow): DutyInstrumentResponse => ({
  ...named(row),
  status: row.status,
  obliged: row.must_share,
  ...optional('exemptUntil', row.is_exempt ? row.exemption_ends_on : null),
  ...optional('regionalNumber', row.regional_number),
  ...optional('regionalUrl', row.regional_url),
  ...optional('joinedOn', row.joined_on),
  ...optional('listedOn', row.listed_on),
});

export const toOverdueResponse = (row: LateRow): OverdueResponse => ({
  kind: row.kind,
  ...named(row),
  dueOn: row.due_on,
  provisional: row.provisional,
  daysLate: row.days_late,
});
