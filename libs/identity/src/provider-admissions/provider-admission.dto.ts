import { ApiProperty } from '@nestjs/swagger';
import { instantOf, isoInZone } from '@app/common';
import { IdField, OneOf, PageQuery, TextField, TextsField } from '@app/http';
import { ADMISSION_STATES, type AdmissionState } from './provider-admission.entity';

/** Body of `POST /provider-admissions` and, all of it anew, of `PUT /provider-admissions/{id}`. */
export class ProviderAdmissionRequest {
  @IdField({ description: 'stored file of the organisation: the commitment letter (承诺书)' })
  commitmentFileId: string;
  @IdField({ description: "the organisation's payee account, active or being verified" })
  payeeAccountId: string;
  @TextsField({ max: 30, description: 'what it can do (服务能力)' }) abilities: string[];
}

/** Body of the decisions that need a reason. */
export class AdmissionReasonRequest {
  @TextField({ max: 500, description: 'for the applicant to read' }) reason: string;
}

export class ListAdmissionsQuery extends PageQuery {
  @OneOf(ADMISSION_STATES, { optional: true }) state?: AdmissionState;
}

/** The organisation that applies. */
export class AdmissionOrganisation {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() regionCode: string;
}

/** An application for admission (市域外服务机构入库) and what became of it. */
export class ProviderAdmissionResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ type: AdmissionOrganisation }) organisation: AdmissionOrganisation;
  @ApiProperty({ format: 'uuid' }) commitmentFileId: string;
  @ApiProperty({ format: 'uuid' }) payeeAccountId: string;
  @ApiProperty({ type: [String] }) abilities: string[];
  @ApiProperty({ enum: ADMISSION_STATES, enumName: 'AdmissionState' }) state: AdmissionState;
  @ApiProperty({ format: 'uuid' }) appliedBy: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) decidedBy: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'why it was returned or ended' })
  reason: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) decidedAt: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}

/** A row of `ADMISSIONS_SQL`. */
export interface AdmissionRow {
  id: string;
  organisation_id: string;
  organisation_name_zh: string;
  region_code: string;
  commitment_file_id: string;
  payee_account_id: string;
  abilities: string[];
  state: AdmissionState;
  applied_by: string;
  decided_by: string | null;
  reason: string | null;
  decided_at: Date | null;
  created_at: Date;
  version: number;
}

export const toAdmissionResponse = (row: AdmissionRow): ProviderAdmissionResponse => ({
  id: row.id,
  organisation: {
    id: row.organisation_id,
    nameZh: row.organisation_name_zh,
    regionCode: row.region_code,
  },
  commitmentFileId: row.commitment_file_id,
  payeeAccountId: row.payee_account_id,
  abilities: row.abilities,
  state: row.state,
  appliedBy: row.applied_by,
  decidedBy: row.decided_by,
  reason: row.reason,
  decidedAt: row.decided_at && isoInZone(instantOf(row.decided_at)),
  createdAt: isoInZone(instantOf(row.created_at)),
  version: row.version,
});
