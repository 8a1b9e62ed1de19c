import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';

/** A sign-in: the cookie's random value is kept as its SHA-256 only. */
@Entity('session')
@Unique('session_public_id', ['id'])
export class Session {
  @PrimaryColumn('bytea', { name: 'id_hash' }) idHash: Buffer;
  /** Names the session in lists and addresses; opens nothing. */
  @Column('uuid') id: string;
  @Index('session_user')
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'user_id' })
  userId: string;
  /** The organisation acted for. */
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  /** The delegation (授权委托) under which an agent acts for that organisation. */
  @ForeignKey('Delegation')
  @Column('uuid', { name: 'delegation_id', nullable: true })
  delegationId: string | null;
  /** Browser and system as the browser says, shortened; shown to the person only. */
  @Column('text', { name: 'device', default: '' }) device: string;
  @Column('text', { name: 'address', default: '' }) address: string;
  /** When the second factor was given in this sign-in. */
  @InstantColumn({ name: 'second_factor_at', nullable: true }) secondFactorAt: DateTime | null;
  /** When the person last proved who they are. */
  @InstantColumn({ name: 'proved_at', default: () => 'app_now()' }) provedAt: DateTime;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'seen_at', default: () => 'app_now()' }) seenAt: DateTime;
  @InstantColumn({ name: 'ended_at', nullable: true }) endedAt: DateTime | null;
}
