import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn } from '@app/database';
import { FEE_TIERS, type FeeTier } from '../terms/terms';

/** Users to whom a holder grants more than to the public (用户组): a longer horizon, a price tier, hours of their own. */
@Entity('user_group')
@Unique('user_group_name_taken', ['holderId', 'nameZh'])
@Unique('user_group_of_holder', ['id', 'holderId'])
@Check('user_group_horizon_ahead', 'horizon_days >= 1')
@Check('user_group_tier_known', `fee_tier IN (${FEE_TIERS.map((tier) => `'${tier}'`).join(', ')})`)
export class UserGroup {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_user_group' }) id: string;
  @ForeignKey('Organisation', { name: 'user_group_holder_exists' })
  @Column('uuid', { name: 'holder_id' })
  holderId: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  /** How far ahead members may book where the instrument's policy allows less. */
  @Column('integer', { name: 'horizon_days', nullable: true }) horizonDays: number | null;
  /** The price members pay where it is cheaper for them. */
  @Column('text', { name: 'fee_tier', nullable: true }) feeTier: FeeTier | null;
  @CreatedAtColumn() createdAt: DateTime;
}

/** That an organisation or one person belongs to a group. */
@Entity('user_group_member')
@Unique('user_group_organisation_once', ['groupId', 'organisationId'])
@Unique('user_group_person_once', ['groupId', 'userId'])
@Check('user_group_member_is_one', 'num_nonnulls(organisation_id, user_id) = 1')
@ForeignKey('UserGroup', ['groupId', 'holderId'], ['id', 'holderId'], {
  name: 'user_group_member_group_exists',
})
export class UserGroupMember {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_user_group_member' }) id: string;
  @Column('uuid', { name: 'group_id' }) groupId: string;
  /** The group's, so that the database knows whose the row is without asking for the group. */
  @Column('uuid', { name: 'holder_id' }) holderId: string;
  @ForeignKey('Organisation', { name: 'user_group_member_organisation_exists' })
  @Column('uuid', { name: 'organisation_id', nullable: true })
  organisationId: string | null;
  @Index('user_group_member_person')
  @ForeignKey('AppUser', { name: 'user_group_member_person_exists' })
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;
  /** Last civil day of booking on which it counts; null is without an end. */
  @CivilDateColumn({ name: 'valid_until', nullable: true }) validUntil: string | null;
  @CreatedAtColumn() createdAt: DateTime;
}
