import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { type Role, ROLES } from './roles';

/** A person who signs in. */
@Entity('app_user')
@Unique('app_user_login_taken', ['login'])
export class AppUser {
  @PrimaryColumn('uuid') id: string;
  @Column('text') login: string;
  @Column('text', { name: 'display_name' }) displayName: string;
  /** Argon2id in PHC format. */
  @Column('text', { name: 'password_hash' }) passwordHash: string;
  @Column('boolean', { default: true }) active: boolean;
  @CreatedAtColumn() createdAt: DateTime;
}

/** What a person may do for one organisation. */
@Entity('membership')
@Check('membership_role_known', `role IN (${ROLES.map((role) => `'${role}'`).join(', ')})`)
export class Membership {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  @ForeignKey('Organisation')
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId: string;
  @PrimaryColumn('text') role: Role;
}

/** A sign-in: the cookie's random value is kept as its SHA-256 only. */
@Entity('session')
export class Session {
  @PrimaryColumn('bytea', { name: 'id_hash' }) idHash: Buffer;
  @Index('session_user')
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'seen_at', default: () => 'app_now()' }) seenAt: DateTime;
  @InstantColumn({ name: 'ended_at', nullable: true }) endedAt: DateTime | null;
}
