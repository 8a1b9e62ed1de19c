import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { type Role, ROLES, SEPARATED_ROLES } from '../access/roles';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** A person who signs in, or the machine behind an API key. */
@Entity('app_user')
@Unique('app_user_login_taken', ['login'])
@Check('app_user_kind_known', `kind IN ('person', 'machine')`)
export class AppUser {
  @PrimaryColumn('uuid') id: string;
  @Column('text', { default: 'person' }) kind: 'person' | 'machine';
  @Column('text') login: string;
  @Column('text', { name: 'display_name' }) displayName: string;
  /** Where links for a new password go; nobody signs in by it. */
  @Column('text', { nullable: true }) email: string | null;
  @Column('text', { nullable: true }) phone: string | null;
  /** Argon2id in PHC format; null for machines and for people who sign in through another issuer. */
  @Column('text', { name: 'password_hash', nullable: true }) passwordHash: string | null;
  @InstantColumn({ name: 'password_changed_at', default: () => 'app_now()' })
  passwordChangedAt: DateTime;
  @Column('boolean', { default: true }) active: boolean;
  /** When the person was erased on request; the row stays for the ledger and the audit, without a name. */
  @InstantColumn({ name: 'erased_at', nullable: true }) erasedAt: DateTime | null;
  @Column('integer', { default: 1 }) version: number;
  /** Part of the row's digests in the audit trail; changed when the person is erased, so that none can be guessed from. */
  @Column('text', {
    name: 'digest_salt',
    default: () => 'gen_random_uuid()',
    select: false,
  })
  digestSalt: string;
  @CreatedAtColumn() createdAt: DateTime;
}

/** What a person may do for one organisation. Nobody is two of the three administrators (三员). */
@Entity('membership')
@Check('membership_role_known', `role IN (${quoted(ROLES)})`)
@Index('membership_administrators_separated', ['userId'], {
  unique: true,
  where: `role IN (${quoted(SEPARATED_ROLES)})`,
})
@Index('membership_organisation', ['organisationId'])
export class Membership {
  @ForeignKey('AppUser')
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;
  @ForeignKey('Organisation')
  @PrimaryColumn('uuid', { name: 'organisation_id' })
  organisationId: string;
  @PrimaryColumn('text') role: Role;
}
