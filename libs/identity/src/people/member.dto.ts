import { ApiProperty } from '@nestjs/swagger';
import { maskEmail, maskPhone } from '@app/common';
import { EmailField, SecretField, SomeOf, TextField } from '@app/http';
import { type Role, ROLES } from '../access/roles';

/** A person without an account here yet, whose first password the administrator hands over. */
export class CreateMemberRequest {
  @TextField({ min: 2, max: 100 }) login: string;
  @TextField({ max: 50 }) displayName: string;
  @SecretField() password: string;
  @EmailField({ nullable: true, description: 'where links for a new password go' })
  email?: string | null;
  @SomeOf(ROLES) roles: Role[];
}

export class ChangeRolesRequest {
  @SomeOf(ROLES, { description: 'all roles the member has from now on' }) roles: Role[];
}

export class MemberResponse {
  @ApiProperty({ format: 'uuid' }) userId: string;
  @ApiProperty() login: string;
  @ApiProperty() displayName: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles: Role[];
  @ApiProperty({ nullable: true, type: String, description: 'masked' }) email: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'masked' }) phone: string | null;
  @ApiProperty({ description: 'false for an account that is closed' }) active: boolean;
}

/** A member as the database tells it. */
export interface MemberRow {
  id: string;
  login: string;
  display_name: string;
  email: string | null;
  phone: string | null;
  active: boolean;
  roles: Role[];
}

/** What an administrator sees of a member: how to reach the person is the person's own. */
export const toMemberResponse = (row: MemberRow): MemberResponse => ({
  userId: row.id,
  login: row.login,
  displayName: row.display_name,
  roles: row.roles,
  email: row.email && maskEmail(row.email),
  phone: row.phone && maskPhone(row.phone),
  active: row.active,
});
