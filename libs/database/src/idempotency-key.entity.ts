import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from './columns';

/** A command that was done once under its caller's key, with the answer to replay; kept 400 days. */
@Entity('idempotency_key')
export class IdempotencyKey {
  @PrimaryColumn('uuid', { name: 'caller_id' }) callerId: string;
  @PrimaryColumn('text') key: string;
  @Column('text') operation: string;
  @Column('bytea', { name: 'request_hash' }) requestHash: Buffer;
  /** The JSON text of the answer, byte for byte; null only inside the first command's own transaction. */
  @Column('text', { nullable: true }) response: string | null;
  @Index('idempotency_key_age')
  @CreatedAtColumn()
  createdAt: DateTime;
}
