import { ApiProperty } from '@nestjs/swagger';
import { EmailField, ObjectField, SecretField, TextField } from '@app/http';
import { CreateOrganisationRequest, OrganisationResponse } from '../organisations/organisation.dto';
import { MemberResponse } from './member.dto';

export class CreateAdministratorRequest {
  @TextField({ max: 100, description: 'printed once by the start of an empty system' })
  code: string;
  @TextField({ min: 2, max: 100 }) login: string;
  @TextField({ max: 50 }) displayName: string;
  @SecretField() password: string;
  @EmailField({ nullable: true }) email?: string | null;
  @ObjectField(() => CreateOrganisationRequest, { description: 'the bureau that runs the system' })
  organisation: CreateOrganisationRequest;
}

export class AdministratorResponse {
  @ApiProperty({ type: MemberResponse }) member: MemberResponse;
  @ApiProperty({ type: OrganisationResponse }) organisation: OrganisationResponse;
}
