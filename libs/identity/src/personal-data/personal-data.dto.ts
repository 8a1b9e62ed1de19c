import { ApiProperty } from '@nestjs/swagger';
import { IdField, InstantField, SecretField, TextField } from '@app/http';

class HeldDataResponse {
  @ApiProperty({ description: 'what it is, like `sessions`' }) name: string;
  @ApiProperty({ description: 'false when there is more than the answer carries' })
  complete: boolean;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  rows: Record<string, unknown>[];
}

/** Everything that is held about one person. */
export class PersonalDataResponse {
  @IdField() userId: string;
  @InstantField() at: string;
  @ApiProperty({ type: [HeldDataResponse] }) held: HeldDataResponse[];
}

export class EraseMeRequest {
  @SecretField({ optional: true, description: 'left out by whoever has none' }) password?: string;
}

export class EraseMemberRequest {
  @TextField({ max: 100, description: 'number of the written request; no name' })
  reference: string;
}
