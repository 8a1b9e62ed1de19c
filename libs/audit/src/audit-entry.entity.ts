import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { InstantColumn } from '@app/database';

/**
 * Who did what to which object, written by the transaction that did it. Rows are never changed; the sealer chains them
 * afterwards, so that writers do not wait for each other. `xid` orders rows against the sealed ones.
 */
@Entity('audit_entry')
@Check('audit_entry_outcome_known', `outcome IN ('done', 'refused')`)
@Index('audit_entry_object', ['objectType', 'objectId'])
@Index('audit_entry_at', ['at', 'id'])
@Index('audit_entry_actor', ['actorId', 'at'])
@Index('audit_entry_organisation', ['organisationId', 'at'])
export class AuditEntry {
  @PrimaryColumn('uuid') id: string;
  @Index('audit_entry_xid')
  @Column('bigint', { default: () => 'app_transaction_id()' })
  xid: string;
  @InstantColumn({ default: () => 'app_now()' }) at: DateTime;
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId: string | null;
  @Column('uuid', { name: 'organisation_id', nullable: true }) organisationId: string | null;
  @Column('text') action: string;
  @Column('text', { name: 'object_type' }) objectType: string;
  @Column('uuid', { name: 'object_id' }) objectId: string;
  @Column('jsonb') detail: object;
  /** `refused` for what was asked for and not done. */
  @Column('text', { default: 'done' }) outcome: 'done' | 'refused';
  /** The HTTP request it was done for; null for the system's own jobs. */
  @Column('uuid', { name: 'request_id', nullable: true }) requestId: string | null;
  /** The agent (代) by whose hands the organisation acted. */
  @Column('uuid', { name: 'agent_organisation_id', nullable: true })
  agentOrganisationId: string | null;
  /**
   * SHA-256 of the object's row before and after the change, as the database saw it; null where there was no row. Both
   * are null when the row did not change, and for objects without a row of their own.
   */
  @Column('bytea', { name: 'digest_before', nullable: true }) digestBefore: Buffer | null;
  @Column('bytea', { name: 'digest_after', nullable: true }) digestAfter: Buffer | null;
}
