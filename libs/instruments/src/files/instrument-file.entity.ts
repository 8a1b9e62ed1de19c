import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { CreatedAtColumn } from '@app/database';

/** What a file is for; evidence of the funding is the holder's and the reviewers' alone. */
export const FILE_USES = ['photo', 'document', 'funding_evidence'] as const;
export type FileUse = (typeof FILE_USES)[number];

/** A file that belongs to an instrument: one of its holder's uploads. */
@Entity('instrument_file')
@Check('instrument_file_kind_known', `kind IN ('photo', 'document', 'funding_evidence')`)
export class InstrumentFile {
  @ForeignKey('Instrument', { name: 'instrument_file_instrument_exists' })
  @PrimaryColumn('uuid', {
    name: 'instrument_id',
    primaryKeyConstraintName: 'instrument_file_attached_once',
  })
  instrumentId: string;
  @ForeignKey('StoredFile', { name: 'instrument_file_file_exists' })
  @PrimaryColumn('uuid', {
    name: 'file_id',
    primaryKeyConstraintName: 'instrument_file_attached_once',
  })
  fileId: string;
  @Column('text') kind: FileUse;
  @Column('text', { nullable: true }) caption: string | null;
  @ForeignKey('AppUser', { name: 'instrument_file_author_exists' })
  @Column('uuid', { name: 'attached_by' })
  attachedBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
