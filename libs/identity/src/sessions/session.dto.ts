import { ApiProperty } from '@nestjs/swagger';
import { IdField, SecretField, TextField } from '@app/http';
import { type Actor, type ActingRole, DELEGATE, ROLES } from '../access/roles';

/** A second-factor code: six digits, or a recovery code with or without its dashes. */
export const CodeField = (options: { optional?: boolean } = {}): PropertyDecorator =>
  TextField({ max: 40, description: 'six digits, or a recovery code', ...options });

/** Credentials; `code` is the second factor where one is set up. */
export class CreateSessionRequest {
  @TextField({ max: 100 }) login: string;
  @SecretField() password: string;
  @CodeField({ optional: true }) code?: string;
}

/** What the person of a session has: the password if there is one, and the code if a second factor is set up. */
export class ProveRequest {
  @SecretField({ optional: true }) password?: string;
  @CodeField({ optional: true }) code?: string;
}

export class ActForRequest {
  @IdField() organisationId: string;
  @IdField({ optional: true, description: 'the delegation, to act for its principal' })
  delegationId?: string;
}

export class ActingOrganisation {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty() regionCode: string;
}

/** The signed-in person with the organisation acted for. */
export class UserResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() displayName: string;
  @ApiProperty({ enum: [...ROLES, DELEGATE], isArray: true }) roles: ActingRole[];
  @ApiProperty({ type: ActingOrganisation }) organisation: ActingOrganisation;
}

export class SessionResponse {
  @ApiProperty({ type: UserResponse }) user: UserResponse;
}

export class OrganisationName {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
}

/** One sign-in of the person, in words by which it can be told from the others. */
export class SessionItem {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'the session of this very request' }) current: boolean;
  @ApiProperty({ description: 'browser and system, such as `Chrome · Windows`; may be empty' })
  device: string;
  @ApiProperty({ description: 'address at sign-in' }) address: string;
  @ApiProperty({ type: OrganisationName }) organisation: OrganisationName;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time', description: 'to the minute' }) seenAt: string;
}

export const toUserResponse = (actor: Actor): UserResponse => ({
  id: actor.userId,
  displayName: actor.displayName,
  roles: actor.roles,
  organisation: {
    id: actor.organisationId,
    nameZh: actor.organisationNameZh,
    regionCode: actor.organisationRegionCode,
  },
});
