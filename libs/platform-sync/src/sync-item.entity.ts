import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Text } from '@app/common';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import { RECORD_KINDS, type RecordKind } from './platform-record';
import { ITEM_STATES, type ItemState } from './sync.words';

const oneOf = (column: string, words: readonly string[]): string =>
  `${column} IN (${words.map((word) => `'${word}'`).join(', ')})`;

/** What the platform knows of one record (数据上报明细); it stays for the life of the record. */
@Entity('sync_item')
@Unique('sync_item_record_twice', ['recordKind', 'recordId', 'target'])
@Check('sync_item_kind_known', oneOf('record_kind', RECORD_KINDS))
@Check('sync_item_state_known', oneOf('state', ITEM_STATES))
@Check(
  'sync_item_accepted_without_content',
  `state <> 'accepted' OR (payload_hash IS NOT NULL AND sent_version > 0 AND accepted_at IS NOT NULL)`,
)
@Index('sync_item_of_run', ['lastRunId', 'state'])
@Index('sync_item_by_state', ['state', 'id'])
export class SyncItem {
  @PrimaryColumn('uuid') id: string;
  /** Which platform; each has its own state of the record. */
  @Column('text') target: string;
  @Column('text', { name: 'record_kind' }) recordKind: RecordKind;
  /** The instrument or the order; no foreign key, it is one or the other. */
  @Column('uuid', { name: 'record_id' }) recordId: string;
  /** Credit code of the holder under which it was sent. */
  @Column('text', { name: 'holder_code', nullable: true }) holderCode: string | null;
  @Column('text', { default: 'not_sent' }) state: ItemState;
  /** Row version of the record when it was last mapped. */
  @Column('integer', { name: 'record_version', nullable: true }) recordVersion: number | null;
  @Column('integer', { name: 'mapping_version', nullable: true }) mappingVersion: number | null;
  /** The version that travels: at least the row's, and one more with every changed content; 0 before the first. */
  @Column('integer', { name: 'sent_version', default: 0 }) sentVersion: number;
  /** Content hash of what was last sent, hex. */
  @Column('text', { name: 'payload_hash', nullable: true }) payloadHash: string | null;
  @Column('integer', { name: 'peer_code', nullable: true }) peerCode: number | null;
  /** Field the peer complains about, by its name in the NRII field set. */
  @Column('text', { nullable: true }) field: string | null;
  @Column('jsonb', { nullable: true }) message: Text | null;
  /** How often this content was sent. */
  @Column('integer', { default: 0 }) attempts: number;
  @ForeignKey('SyncRun')
  @Column('uuid', { name: 'last_run_id', nullable: true })
  lastRunId: string | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'last_sent_at', nullable: true }) lastSentAt: DateTime | null;
  @InstantColumn({ name: 'accepted_at', nullable: true }) acceptedAt: DateTime | null;
}
