import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@app/http';
import { type Actor, type ActingRole, DELEGATE, ROLES } from '../access/roles';

/** Credentials; `code` is the second factor where one is set up. */
export class CreateSessionRequest {
  @TextField({ max: 100 }) login: string;
  @TextField({ max: 500 }) password: string;
  @TextField({ max: 20, optional: true }) code?: string;
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
