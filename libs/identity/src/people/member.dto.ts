import { ApiProperty } from '@nestjs/swagger';
import { ObjectField, SomeOf, TextField } from '@app/http';
import { CreateOrganisationRequest, OrganisationResponse } from '../organisations/organisation.dto';
import { type Role, ROLES } from '../access/roles';

/** Long enough to need no further rule. */
const PASSWORD = { min: 12, max: 200 };

export class CreateMemberRequest {
  @TextField({ min: 2, max: 100 }) login: string;
  @TextField({ max: 50 }) displayName: string;
  @TextField(PASSWORD) password: string;
  @SomeOf(ROLES) roles: Role[];
}

export class MemberResponse {
  @ApiProperty({ format: 'uuid' }) userId: string;
  @ApiProperty() login: string;
  @ApiProperty() displayName: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: Role[];
}

export class CreateAdministratorRequest {
  @TextField({ max: 100, description: 'printed once by the start of an empty system' })
  code: string;
  @TextField({ min: 2, max: 100 }) login: string;
  @TextField({ max: 50 }) displayName: string;
  @TextField(PASSWORD) password: string;
  @ObjectField(() => CreateOrganisationRequest, { description: 'the bureau that runs the system' })
  organisation: CreateOrganisationRequest;
}

export class AdministratorResponse {
  @ApiProperty({ type: MemberResponse }) member: MemberResponse;
  @ApiProperty({ type: OrganisationResponse }) organisation: OrganisationResponse;
}
