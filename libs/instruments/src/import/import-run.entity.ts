import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import type { Text } from '@app/common';
import { CreatedAtColumn, InstantColumn } from '@app/database';
import type { LedgerField } from './columns';
import type { LedgerMapping, SettledMapping } from './ledger-mapping';
import type { RowMessage } from './row-verdict';

/** Why a whole file could not be imported. */
export interface ImportFailure {
  code: string;
  message: Text;
}

/**
 * queued → reading → previewed → committing → finished. An import at once does not rest in previewed; `stopped` is left
 * from anywhere before the end and resumed, `failed` is a file that cannot be read.
 */
export const RUN_STATES = [
  ...(['queued', 'reading', 'previewed', 'committing', 'stopped', 'finished', 'failed'] as const),
] as const;
export type RunState = (typeof RUN_STATES)[number];

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** One import of a ledger file; the counts grow with its rows, in the same transactions. */
@Entity('import_run')
@Check('import_run_state_is_known', `state IN (${quoted(RUN_STATES)})`)
export class ImportRun {
  @PrimaryColumn('uuid') id: string;
  @Index('import_run_of_organisation')
  @ForeignKey('Organisation', { name: 'import_run_organisation_exists' })
  @Column('uuid', { name: 'organisation_id' })
  organisationId: string;
  @ForeignKey('AppUser', { name: 'import_run_author_exists' })
  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;
  @ForeignKey('StoredFile', { name: 'import_run_file_exists' })
  @Column('uuid', { name: 'file_id' })
  fileId: string;
  @Column('text', { name: 'file_name' }) fileName: string;
  @Column('text', { default: 'queued' }) state: RunState;
  /** Rows below the header; null until the file was read. */
  @Column('integer', { nullable: true }) total: number | null;
  @Column('integer', { default: 0 }) accepted: number;
  @Column('integer', { default: 0 }) warned: number;
  @Column('integer', { default: 0 }) refused: number;
  /** What became of the rows: see {@link RowOutcome}. */
  @Column('integer', { default: 0 }) registered: number;
  @Column('integer', { default: 0 }) linked: number;
  @Column('integer', { default: 0 }) skipped: number;
  @Column('integer', { name: 'left_out', default: 0 }) leftOut: number;
  @Column('jsonb', { nullable: true }) mapping: LedgerMapping | null;
  /** Set once somebody wants the instruments, from the start for an import at once. */
  @Column('boolean', { name: 'commit_requested', default: false }) commitRequested: boolean;
  @InstantColumn({ name: 'previewed_at', nullable: true }) previewedAt: DateTime | null;
  /** Made anew by each reading, so that one which was overtaken notices and ends. */
  @Column('uuid', { name: 'reading_id', nullable: true }) readingId: string | null;
  @Column('jsonb', { nullable: true }) failure: ImportFailure | null;
  @CreatedAtColumn() createdAt: DateTime;
  @InstantColumn({ name: 'finished_at', nullable: true }) finishedAt: DateTime | null;
}

/** What the import makes of a row: good, to be looked at, not to be taken. */
export const ROW_VERDICTS = ['accepted', 'warned', 'refused'] as const;
export type RowVerdict = (typeof ROW_VERDICTS)[number];

/** What became of a row: a new instrument, one that is there already, left out by a person, left because refused. */
export const ROW_OUTCOMES = ['registered', 'linked', 'skipped', 'left_out'] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number];

/** The verdict on one row of a ledger; its key makes a second delivery of the job continue instead of repeat. */
@Entity('import_row')
@Check('import_row_verdict_known', `verdict IN (${quoted(ROW_VERDICTS)})`)
@Check('import_row_outcome_known', `outcome IN (${quoted(ROW_OUTCOMES)})`)
export class ImportRow {
  @ForeignKey('ImportRun', { name: 'import_row_run_exists' })
  @PrimaryColumn('uuid', { name: 'run_id', primaryKeyConstraintName: 'import_row_judged_once' })
  runId: string;
  /** As the spreadsheet counts, from 1. */
  @PrimaryColumn('integer', {
    name: 'row_number',
    primaryKeyConstraintName: 'import_row_judged_once',
  })
  rowNumber: number;
  /** As they stand in the file, by column; null once the run is long over. */
  @Column('text', { array: true, nullable: true }) cells: string[] | null;
  /** What people wrote over them. */
  @Column('jsonb', { default: {} }) repairs: Partial<Record<LedgerField, string>>;
  /** A person left the row out. */
  @Column('boolean', { default: false }) skip: boolean;
  /** A person looked at the warnings of the row and takes it all the same. */
  @Column('boolean', { name: 'warnings_accepted', default: false }) warningsAccepted: boolean;
  @Column('text') verdict: RowVerdict;
  /** Null until the run is committed as far as this row. */
  @Column('text', { nullable: true }) outcome: RowOutcome | null;
  @ForeignKey('Instrument', { name: 'import_row_instrument_exists' })
  @Column('uuid', { name: 'instrument_id', nullable: true })
  instrumentId: string | null;
  @Column('text', { name: 'asset_number' }) assetNumber: string;
  @Column('text', { name: 'name_zh' }) nameZh: string;
  @Column('text', { name: 'serial_number', nullable: true }) serialNumber: string | null;
  /** Model, value and date in one text, by which look-alikes are found. */
  @Column('text', { nullable: true }) likeness: string | null;
  @Column('jsonb') messages: RowMessage[];
  /** Grows with every repair. */
  @Column('integer', { default: 1 }) version: number;
}

/** How a holder reads one kind of file: the next one with the same header is proposed so. */
@Entity('import_mapping')
export class ImportMapping {
  @ForeignKey('Organisation', { name: 'import_mapping_organisation_exists' })
  @PrimaryColumn('uuid', {
    name: 'organisation_id',
    primaryKeyConstraintName: 'import_mapping_of_header',
  })
  organisationId: string;
  /** SHA-256 over the names in the header. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'import_mapping_of_header' })
  fingerprint: string;
  @Column('jsonb') mapping: SettledMapping;
  @InstantColumn({ name: 'updated_at', default: () => 'app_now()' }) updatedAt: DateTime;
}
