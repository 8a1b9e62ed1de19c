import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CivilDateColumn, CreatedAtColumn, InstantColumn } from '@app/database';

/** What an agent may be trusted with: drafts only, the principal submits. */
export const DELEGATED_ACTIONS = ['claims', 'reservations'] as const;
export type DelegatedAction = (typeof DELEGATED_ACTIONS)[number];

/** A power of attorney (授权委托书): an agent prepares for its principal, which submits. */
@Entity('delegation')
@Check('delegation_of_another', 'principal_id <> agent_id')
@Check('delegation_period', 'starts_on <= ends_on')
export class Delegation {
  @PrimaryColumn('uuid') id: string;
  @Index('delegation_principal')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'principal_id' })
  principalId: string;
  @Index('delegation_agent')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'agent_id' })
  agentId: string;
  @Column('text', { array: true }) actions: DelegatedAction[];
  /** Both days included, in Shanghai. */
  @CivilDateColumn({ name: 'starts_on' }) startsOn: string;
  @CivilDateColumn({ name: 'ends_on' }) endsOn: string;
  @ForeignKey('StoredFile')
  @Column('uuid', { name: 'file_id' })
  fileId: string;
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'granted_by' })
  grantedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'revoked_at', nullable: true }) revokedAt: DateTime | null;
}
