import { ApiProperty } from '@nestjs/swagger';
import { EmailField, SecretField, SomeOf, TextField } from '@app/http';
import { type Role, ROLES } from '../access/roles';

export class CreateInvitationRequest {
  @EmailField({ description: 'where the link goes, which works once and for seven days' })
  email: string;
  @SomeOf(ROLES, { description: 'what the person will be here' }) roles: Role[];
}

/** Where an invitation stands; an open one that nobody took in time has expired. */
export const INVITATION_STATES = ['open', 'accepted', 'withdrawn', 'expired'] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

export class InvitationResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'masked' }) email: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: Role[];
  @ApiProperty({ enum: INVITATION_STATES }) state: InvitationState;
  @ApiProperty({ description: 'display name of who invited' }) invitedBy: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
}

export class PreviewInvitationRequest {
  @TextField({ max: 200, description: 'what stands behind the # of the link' }) token: string;
}

/** What somebody is invited to, for who holds the link. */
export class InvitationPreview {
  @ApiProperty() organisationNameZh: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: Role[];
  @ApiProperty({ description: 'signed in: the link adds to the account of this session' })
  signedIn: boolean;
  @ApiProperty({
    description: 'nobody is signed in or has an account with this address: acceptance makes one',
  })
  needsAccount: boolean;
}

/** Signed in: the token alone. Otherwise with the account to be made. */
export class AcceptInvitationRequest {
  @TextField({ max: 200, description: 'what stands behind the # of the link' }) token: string;
  @TextField({ min: 2, max: 100, nullable: true }) login?: string | null;
  @SecretField({ optional: true }) password?: string;
  @TextField({ max: 50, nullable: true }) displayName?: string | null;
}

export class AcceptedInvitation {
  @ApiProperty({ format: 'uuid' }) organisationId: string;
  @ApiProperty() organisationNameZh: string;
  @ApiProperty({ description: 'signs in with it' }) login: string;
  @ApiProperty({ enum: ROLES, isArray: true, description: 'all roles the person has there now' })
  roles: Role[];
}
