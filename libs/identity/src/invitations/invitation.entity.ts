import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { Role } from '../access/roles';

/** A person asked by mail to join an organisation; the link in the mail is a signed link on this id. */
@Entity('invitation')
@Check('invitation_state_known', `state IN ('open', 'accepted', 'withdrawn')`)
export class Invitation {
  @PrimaryColumn('uuid') id: string;
  @Index('invitation_organisation')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @Column('text') email: string;
  @Column('text', { array: true }) roles: Role[];
  @Column('text', { default: 'open' }) state: 'open' | 'accepted' | 'withdrawn';
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'invited_by' })
  invitedBy: string;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'accepted_by', nullable: true })
  acceptedBy: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
}
