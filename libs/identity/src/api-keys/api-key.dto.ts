import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, SomeOf, TextField } from '@app/http';
import { type Scope, SCOPES } from '../access/api-key-scopes';
import { type Role, ROLES } from '../access/roles';
import { DEFAULT_KEY_ROLE, MAX_KEY_DAYS } from './api-key.rules';

export class CreateApiKeyRequest {
  @TextField({ max: 100, description: 'what the key is for, as people will look for it' })
  name: string;
  @SomeOf(SCOPES) scopes: Scope[];
  @SomeOf(ROLES, {
    optional: true,
    description: `what the machine may be, at most what its maker is; ${DEFAULT_KEY_ROLE} unless told`,
  })
  roles?: Role[];
  @CivilDateField({ description: `last day of the key, at most ${MAX_KEY_DAYS} days ahead` })
  expiresOn: string;
}

/** A key as lists show it: never the key itself. */
export class ApiKeyResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty({ description: 'the first characters of the key' }) prefix: string;
  @ApiProperty({ enum: SCOPES, isArray: true }) scopes: Scope[];
  @ApiProperty({ enum: ROLES, isArray: true }) roles: Role[];
  @ApiProperty({ format: 'date', description: 'last day on which it works' }) expiresOn: string;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'to the minute' })
  lastUsedAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) revokedAt: string | null;
}

export class CreatedApiKeyResponse extends ApiKeyResponse {
  @ApiProperty({ description: 'shown this once; sent as `Authorization: Bearer <key>`' })
  key: string;
}
