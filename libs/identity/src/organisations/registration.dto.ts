import { ApiProperty } from '@nestjs/swagger';
import { EmailField, ObjectField, SecretField, TextField } from '@app/http';
import { type Role, ROLES } from '../access/roles';
import { CreateOrganisationRequest, OrganisationResponse } from './organisation.dto';

/** Who registers, and will be the organisation's first administrator. */
export class RegisteringPerson {
  @TextField({ min: 2, max: 100 }) login: string;
  @TextField({ max: 50 }) displayName: string;
  @SecretField() password: string;
  @EmailField({ description: 'where the decision, and links for a new password, go' })
  email: string;
}

export class RegisterRequest {
  @ObjectField(() => CreateOrganisationRequest) organisation: CreateOrganisationRequest;
  @ObjectField(() => RegisteringPerson) person: RegisteringPerson;
}

export class RegisteredPerson {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() login: string;
  @ApiProperty() displayName: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: readonly Role[];
}

/** What came of it; the person signs in as everybody does. */
export class RegistrationResponse {
  @ApiProperty({ type: OrganisationResponse }) organisation: OrganisationResponse;
  @ApiProperty({ type: RegisteredPerson }) person: RegisteredPerson;
}
