import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { Scope } from '../access/api-key-scopes';

/** A key with which an organisation's machine calls the API; shown once, kept as its SHA-256. */
@Entity('api_key')
@Unique('api_key_hash', ['keyHash'])
export class ApiKey {
  @PrimaryColumn('uuid') id: string;
  @Index('api_key_organisation')
  @ForeignKey('Organisation')
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  /** The machine that acts; its membership holds the roles. */
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'user_id' })
  userId: string;
  @Column('text') name: string;
  @Column('bytea', { name: 'key_hash' }) keyHash: Buffer;
  /** The first characters, by which people tell their keys apart. */
  @Column('text') prefix: string;
  @Column('text', { array: true }) scopes: Scope[];
  @ForeignKey('AppUser')
  @Column('uuid', { name: 'created_by' })
  createdBy: string;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'expires_at' }) expiresAt: DateTime;
  @InstantColumn({ name: 'last_used_at', nullable: true }) lastUsedAt: DateTime | null;
  @InstantColumn({ name: 'revoked_at', nullable: true }) revokedAt: DateTime | null;
}
