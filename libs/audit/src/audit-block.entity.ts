import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** A sealed stretch of the audit trail: all entries with `fromXid` ≤ xid < `toXid`, hashed in order and chained. */
@Entity('audit_block')
export class AuditBlock {
  @PrimaryColumn('bigint') seq: string;
  /** How the entries were written down to be hashed: 1 until the trail got digests, 2 since. */
  @Column('smallint', { default: 1 }) format: 1 | 2;
  @Column('bigint', { name: 'from_xid' }) fromXid: string;
  @Column('bigint', { name: 'to_xid' }) toXid: string;
  @Column('integer', { name: 'entry_count' }) entryCount: number;
  @Column('bytea', { name: 'previous_hash' }) previousHash: Buffer;
  /** SHA-256 over the previous hash, the bounds and every entry's canonical text in the block's format. */
  @Column('bytea') hash: Buffer;
  /** HMAC-SHA256 of the hash under the sealer's key, which the database does not have. */
  @Column('bytea') signature: Buffer;
  @CreatedAtColumn() createdAt: DateTime;
}
