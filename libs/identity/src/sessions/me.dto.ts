import { ApiProperty } from '@nestjs/swagger';
import { EmailField, SecretField, TextField } from '@app/http';
import { type ActingRole, DELEGATE, ROLES } from '../access/roles';
import { VERIFICATIONS, type Verification } from '../organisations/organisation.words';
import { ActingOrganisation, OrganisationName, UserResponse } from './session.dto';

/** What keeps a session from everything but setting it right. */
const RESTRICTIONS = ['second-factor', 'password'] as const;
type Restriction = (typeof RESTRICTIONS)[number];

export class UpdateMeRequest {
  @TextField({ max: 50, optional: true }) displayName?: string;
  /** Where links for a new password go; null takes it away. */
  @EmailField({ nullable: true }) email?: string | null;
  @TextField({ max: 30, nullable: true }) phone?: string | null;
}

export class ChangePasswordRequest {
  @SecretField() current: string;
  @SecretField() next: string;
}

export class MyOrganisation extends ActingOrganisation {
  @ApiProperty({ enum: VERIFICATIONS }) verification: Verification;
}

/** An organisation that the person may act for. */
export class OpenOrganisation extends OrganisationName {
  @ApiProperty({ enum: [...ROLES, DELEGATE], isArray: true }) roles: ActingRole[];
  @ApiProperty({ format: 'uuid', required: false, description: 'for a principal: the delegation' })
  delegationId?: string;
}

export class MySecondFactor {
  @ApiProperty({ description: 'a role of the person needs it' }) required: boolean;
  @ApiProperty() enabled: boolean;
  @ApiProperty({
    enum: ['demonstration'],
    required: false,
    description: 'why it is not required although a role would need it',
  })
  reason?: 'demonstration';
  @ApiProperty() recoveryCodesLeft: number;
}

/** The signed-in person as the person sees it. */
export class MeResponse extends UserResponse {
  @ApiProperty() login: string;
  @ApiProperty({ type: String, nullable: true }) email: string | null;
  @ApiProperty({ type: String, nullable: true }) phone: string | null;
  @ApiProperty({ type: MyOrganisation }) override organisation: MyOrganisation;
  @ApiProperty({ type: OrganisationName, nullable: true, description: 'the agent acting (代)' })
  agentOrganisation: OrganisationName | null;
  @ApiProperty({ type: [OpenOrganisation] }) organisations: OpenOrganisation[];
  @ApiProperty({ type: MySecondFactor }) secondFactor: MySecondFactor;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'until when the password must be changed; null: never',
  })
  passwordChangeDueAt: string | null;
  @ApiProperty({ type: String, enum: RESTRICTIONS, nullable: true })
  restrictedBy: Restriction | null;
  @ApiProperty() version: number;
}
