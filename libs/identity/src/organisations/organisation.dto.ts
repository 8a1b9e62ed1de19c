import { ApiProperty, PartialType } from '@nestjs/swagger';
import { isoInZone, maskName, maskPhone } from '@app/common';
import { IdField, OneOf, PageQuery, TextField } from '@app/http';
import type { Organisation } from './organisation.entity';
import {
  AFFILIATIONS,
  type Affiliation,
  LEGAL_FORMS,
  type LegalForm,
  ORGANISATION_KINDS,
  type OrganisationKind,
  VERIFICATIONS,
  type Verification,
} from './organisation.words';

export class CreateOrganisationRequest {
  @TextField({ max: 200 }) nameZh: string;
  @TextField({
    max: 40,
    description:
      'unified social credit code, GB 32100-2015; full-width and lower case are normalised',
  })
  creditCode: string;
  @OneOf(ORGANISATION_KINDS) kind: OrganisationKind;
  @OneOf(LEGAL_FORMS) legalForm: LegalForm;
  @OneOf(AFFILIATIONS, { nullable: true, description: 'whose it is; none unless told' })
  affiliation?: Affiliation | null;
  @TextField({ max: 20, description: 'region of registration, GB/T 2260' }) regionCode: string;
  @IdField({ nullable: true, description: 'department in charge, one of GET /departments' })
  supervisorId?: string | null;
  @TextField({ max: 50 }) contactName: string;
  @TextField({ max: 30 }) contactPhone: string;
  @TextField({ max: 50, nullable: true, description: '法定代表人; none unless told' })
  legalRepresentative?: string | null;
  @TextField({
    max: 200,
    nullable: true,
    description: '实际控制人, a person or the full name of a body; none unless told',
  })
  controller?: string | null;
}

/** What an organisation changes about itself; what is left out stays, a null where it may be null is none. */
export class UpdateOrganisationRequest extends PartialType(CreateOrganisationRequest) {}

/** What the organisation has to correct; its administrators read it. */
export class ReturnOrganisationRequest {
  @TextField({ max: 500 }) reason: string;
}

export class ListOrganisationsQuery extends PageQuery {
  @TextField({ max: 100, optional: true, description: 'part of the name or of the credit code' })
  q?: string;
  @OneOf(VERIFICATIONS, { optional: true }) verification?: Verification;
}

export class OrganisationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() creditCode: string;
  @ApiProperty({ enum: ORGANISATION_KINDS }) kind: OrganisationKind;
  @ApiProperty({ enum: LEGAL_FORMS }) legalForm: LegalForm;
  @ApiProperty({ enum: AFFILIATIONS }) affiliation: Affiliation;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) supervisorId: string | null;
  @ApiProperty() regionCode: string;
  @ApiProperty({ nullable: true, type: String, description: 'masked in lists; null for strangers' })
  contactName: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'masked in lists; null for strangers' })
  contactPhone: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'null in lists and for strangers' })
  legalRepresentative: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'null in lists and for strangers' })
  controller: string | null;
  @ApiProperty({ enum: VERIFICATIONS }) verification: Verification;
  @ApiProperty({ nullable: true, type: String, description: 'why it was returned' })
  verificationReason: string | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' }) verifiedAt: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ description: 'also the ETag' }) version: number;
}

/** The whole of it; the access policy empties what this reader is not to see. */
export const toOrganisationResponse = (organisation: Organisation): OrganisationResponse => ({
  id: organisation.id,
  nameZh: organisation.nameZh,
  creditCode: organisation.creditCode,
  kind: organisation.kind,
  legalForm: organisation.legalForm,
  affiliation: organisation.affiliation,
  supervisorId: organisation.supervisorId,
  regionCode: organisation.regionCode,
  contactName: organisation.contactName,
  contactPhone: organisation.contactPhone,
  legalRepresentative: organisation.legalRepresentative,
  controller: organisation.controller,
  verification: organisation.verification,
  verificationReason: organisation.verificationReason,
  verifiedAt: organisation.verifiedAt && isoInZone(organisation.verifiedAt),
  createdAt: isoInZone(organisation.createdAt),
  version: organisation.version,
});

/** As lists show it: the contact is a person, and so may be who stands behind it. */
export const toListedOrganisation = (organisation: Organisation): OrganisationResponse => ({
  ...toOrganisationResponse(organisation),
  contactName: maskName(organisation.contactName),
  contactPhone: maskPhone(organisation.contactPhone),
  legalRepresentative: null,
  controller: null,
});
