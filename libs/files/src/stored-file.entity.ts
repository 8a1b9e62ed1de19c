import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** A file somebody gave us: its bytes lie in the store under its id, never under the name it came with. */
@Entity('stored_file')
export class StoredFile {
  @PrimaryColumn('uuid') id: string;
  @Index('stored_file_owner')
  @Column('uuid', { name: 'owner_organisation_id' })
  ownerOrganisationId: string;
  @Column('text') name: string;
  @Column('text', { name: 'media_type' }) mediaType: string;
  @Column('integer', { name: 'size_bytes' }) sizeBytes: number;
  @Column('text') sha256: string;
  @CreatedAtColumn() createdAt: DateTime;
}
