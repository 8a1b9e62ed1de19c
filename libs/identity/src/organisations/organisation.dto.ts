import { ApiProperty } from '@nestjs/swagger';
import { isoInZone } from '@app/common';
import { OneOf, PageQuery, TextField } from '@app/http';
import type { Organisation } from './organisation.entity';
import {
  LEGAL_FORMS,
  type LegalForm,
  ORGANISATION_KINDS,
  type OrganisationKind,
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
  @TextField({ max: 20, description: 'region of registration, GB/T 2260' }) regionCode: string;
  @TextField({ max: 50 }) contactName: string;
  @TextField({ max: 30 }) contactPhone: string;
}

export class ListOrganisationsQuery extends PageQuery {
  @TextField({ max: 100, optional: true, description: 'part of the name or of the credit code' })
  q?: string;
}

export class OrganisationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() creditCode: string;
  @ApiProperty({ enum: ORGANISATION_KINDS }) kind: OrganisationKind;
  @ApiProperty({ enum: LEGAL_FORMS }) legalForm: LegalForm;
  @ApiProperty() regionCode: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty() version: number;
}

/** What others may see: the contact is personal data and stays out. */
export const toOrganisationResponse = (organisation: Organisation): OrganisationResponse => ({
  id: organisation.id,
  nameZh: organisation.nameZh,
  creditCode: organisation.creditCode,
  kind: organisation.kind,
  legalForm: organisation.legalForm,
  regionCode: organisation.regionCode,
  createdAt: isoInZone(organisation.createdAt),
  version: organisation.version,
});
