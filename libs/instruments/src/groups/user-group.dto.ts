import { ApiProperty } from '@nestjs/swagger';
import { CivilDateField, IdField, OneOf, TextField, WholeNumber } from '@app/http';
import { FEE_TIERS, type FeeTier } from '../terms/terms';

/** What a holder grants a group; absent is as for everybody. */
export class PutUserGroupRequest {
  @TextField({ max: 100, description: 'unique inside the holder' }) nameZh: string;
  @WholeNumber({ min: 1, max: 1_100, nullable: true, description: 'may book so far ahead' })
  horizonDays?: number | null;
  @OneOf(FEE_TIERS, { nullable: true, description: 'pays this price where it is cheaper' })
  feeTier?: FeeTier | null;
}

export class UserGroupResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() nameZh: string;
  @ApiProperty({ type: 'integer', nullable: true }) horizonDays: number | null;
  @ApiProperty({ enum: FEE_TIERS, nullable: true }) feeTier: FeeTier | null;
  @ApiProperty({ type: 'integer', description: 'organisations and persons, also past ones' })
  members: number;
}

export class UserGroupsResponse {
  @ApiProperty({ type: [UserGroupResponse] }) items: UserGroupResponse[];
}

/** Either an organisation with all its people, or one person by sign-in name. */
export class AddMemberRequest {
  @IdField({ nullable: true }) organisationId?: string | null;
  @TextField({ max: 100, nullable: true, description: 'sign-in name of the person' })
  login?: string | null;
  @CivilDateField({ nullable: true, description: 'last day to book as a member' })
  validUntil?: string | null;
}

export class GroupMemberResponse {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) organisationId: string | null;
  @ApiProperty({ format: 'uuid', nullable: true, type: String }) userId: string | null;
  @ApiProperty({ description: 'of the organisation or the person' }) name: string;
  @ApiProperty({ format: 'date', nullable: true, type: String }) validUntil: string | null;
  @ApiProperty({ description: 'it counts today' }) valid: boolean;
}
