import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { CivilDateField, IdField, OneOf, PageQuery, TextField } from '@app/http';
import { EXEMPTION_STATES, type ExemptionState } from './duty.words';

/** Body of `POST /instruments/{id}/exemptions`. */
export class RequestExemptionRequest {
  @TextField({ max: 1000, description: 'why the instrument cannot be shared' }) reason: string;
  @CivilDateField({ nullable: true, description: 'last day asked for, from today on' })
  requestedUntil?: string | null;
}

/** Body of `POST /exemptions/{id}/grant`. */
export class GrantExemptionRequest {
  @TextField({ max: 100, description: 'number under which the decision is filed (备案号)' })
  filingNumber: string;
  @CivilDateField({ description: 'last day of the exemption, from today on' }) endsOn: string;
}

/** Body of `POST /exemptions/{id}/refuse`. */
export class RefuseExemptionRequest {
  @TextField({ max: 500, description: 'for the holder to read' }) reason: string;
}

/** Which exemptions to list. */
export class ListExemptionsQuery extends PageQuery {
  @OneOf(EXEMPTION_STATES, { optional: true }) state?: ExemptionState;
  @IdField({ optional: true, description: 'of this instrument' }) instrumentId?: string;
  @IdField({ optional: true, description: 'of instruments of this holder' }) holderId?: string;
}

const OPTIONAL_DATE = { required: false, format: 'date' } as const;

/** A request to keep an instrument out of sharing. Dates are civil. */
export class ExemptionResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) instrumentId: string;
  @ApiProperty() instrumentNameZh: string;
  @ApiProperty({ format: 'uuid' }) holderId: string;
  @ApiProperty({ enum: EXEMPTION_STATES }) state: ExemptionState;
  @ApiProperty({ description: 'it is granted and its last day has not passed' }) running: boolean;
  @ApiProperty() reason: string;
  @ApiProperty(OPTIONAL_DATE) requestedUntil?: string;
  @ApiProperty({ required: false, description: '备案号' }) filingNumber?: string;
  @ApiProperty({ ...OPTIONAL_DATE, description: 'last day' }) endsOn?: string;
  @ApiProperty({ required: false, description: 'why it was refused' }) refusal?: string;
  @ApiProperty({ required: false, format: 'date-time' }) decidedAt?: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ description: 'also the ETag' }) version: number;
}

/** An exemption as it is read from the database. */
export interface ExemptionRow {
  id: string;
  instrument_id: string;
  name_zh: string;
  holder_id: string;
  state: ExemptionState;
  running: boolean;
  reason: string;
  requested_until: string | null;
  filing_number: string | null;
  ends_on: string | null;
  refusal: string | null;
  requested_by: string;
  decided_at: Date | null;
  created_at: Date;
  version: number;
  /** Civil date of now. */
  today: string;
}

export const toExemptionResponse = (row: ExemptionRow): ExemptionResponse => ({
  id: row.id,
  instrumentId: row.instrument_id,
  instrumentNameZh: row.name_zh,
  holderId: row.holder_id,
  state: row.state,
  running: row.running,
  reason: row.reason,
  ...(row.requested_until !== null && { requestedUntil: row.requested_until }),
  ...(row.filing_number !== null && { filingNumber: row.filing_number }),
  ...(row.ends_on !== null && { endsOn: row.ends_on }),
  ...(row.refusal !== null && { refusal: row.refusal }),
  ...(row.decided_at !== null && { decidedAt: isoInZone(instantOf(row.decided_at)) }),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});
