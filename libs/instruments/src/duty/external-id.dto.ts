import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, ItemsField, OneOf, TextField } from '@app/http';
import { EXTERNAL_SCHEMES, type ExternalScheme } from './duty.words';

/** Where an instrument is registered elsewhere: a number, an address, or both. */
export class ExternalIdFields {
  @OneOf(EXTERNAL_SCHEMES) scheme: ExternalScheme;
  @TextField({ max: 100, nullable: true, description: 'as the other register writes it' })
  number?: string | null;
  @TextField({ max: 500, nullable: true, description: 'page that shows it, http or https' })
  url?: string | null;
}

/** Body of `PUT /instruments/{id}/external-ids`: all of them. */
export class PutExternalIdsRequest {
  @ItemsField(() => ExternalIdFields, { max: EXTERNAL_SCHEMES.length })
  externalIds: ExternalIdFields[];
}

/** Body of `POST /instruments/{id}/external-ids/verify`. */
export class VerifyExternalIdRequest {
  @OneOf(EXTERNAL_SCHEMES) scheme: ExternalScheme;
  @CivilDateField({ nullable: true, description: 'when it was seen there; today when left out' })
  verifiedOn?: string | null;
}

/** One registration elsewhere. */
export class ExternalIdResponse {
  @ApiProperty({ enum: EXTERNAL_SCHEMES }) scheme: ExternalScheme;
  @ApiProperty({ required: false }) number?: string;
  @ApiProperty({ required: false }) url?: string;
  @ApiProperty({
    ...{ required: false, format: 'date' },
    description: 'when the bureau saw it there, or the other side accepted it',
  })
  verifiedOn?: string;
}

/** All registrations of an instrument elsewhere. */
export class ExternalIdsResponse {
  @ApiProperty({ type: [ExternalIdResponse] }) externalIds: ExternalIdResponse[];
}
