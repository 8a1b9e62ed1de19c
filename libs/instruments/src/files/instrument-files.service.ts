import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, NotFound } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction } from '@app/database';
import { FileStore, type StoredFile } from '@app/files';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { InstrumentNotFound, InstrumentStateConflict } from '../instrument.errors';
import { type InstrumentRow, lockInstrument } from '../instrument.queries';
import {
  type InstrumentFileResponse,
  type InstrumentFileRow,
  toInstrumentFileResponse,
} from './instrument-file.dto';
import type { FileUse } from './instrument-file.entity';
import {
  alreadyAttached,
  attachmentFaults,
  type Collection,
  COLLECTIONS,
} from './instrument-file.rules';

/** Who changes the files of which instrument. */
interface FileCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** Pictures, documents and evidence of instruments. Whether the caller may read a collection is settled before. */
@Injectable()
export class InstrumentFilesService {
  constructor(
    private readonly db: DataSource,
    private readonly store: FileStore,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** The files of one collection, oldest first. */
  async list(instrumentId: string, collection: Collection): Promise<InstrumentFileResponse[]> {
    const rows = await inTransaction(this.db, (tx) => findFiles(tx, instrumentId, collection));
    return rows.map(toInstrumentFileResponse);
  }

  /** A file with its bytes. @throws NotFound also for one of another collection */
  async open(
    instrumentId: string,
    collection: Collection,
    fileId: string,
  ): Promise<{ file: StoredFile; content: Buffer }> {
    const file = await inTransaction(this.db, async (tx) => {
      const files = await findFiles(tx, instrumentId, collection);
      if (!files.some((one) => one.file_id === fileId)) throw fileNotFound();
      return acrossOrganisations(tx, () => this.store.get(fileId, tx));
    });
    return { file, content: await this.store.open(file) };
  }

  /**
   * Makes an upload of the holder part of its instrument.
   *
   * @throws FieldsRefused for a file that is not the holder's, no picture, one too many or there already (422)
   * @throws InstrumentNotFound, InstrumentStateConflict
   */
  attach(
    { actor, instrumentId, call }: FileCommand,
    { fileId, kind, caption }: { fileId: string; kind: FileUse; caption?: string | null },
  ): Promise<InstrumentFileResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockEditable(tx, instrumentId);
      const owned = await this.store.findOwned(tx, row.holder_id, [fileId]);
      const file = owned.length > 0 ? await this.store.get(fileId, tx) : undefined;
      const present = await findFiles(tx, instrumentId, collectionOf(kind));
      const alike = present.filter((one) => one.kind === kind);
      const faults = attachmentFaults(fileId, kind, file, alike.length);
      if (faults.length > 0) throw new FieldsRefused(faults);
      const added: unknown[] = await tx.query(
        `INSERT INTO instrument_file (instrument_id, file_id, kind, caption, attached_by)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT ON CONSTRAINT instrument_file_attached_once DO NOTHING RETURNING file_id`,
        [instrumentId, fileId, kind, caption ?? null, actor.userId],
      );
      if (added.length === 0) throw new FieldsRefused([alreadyAttached()]);
      await this.noteChange(tx, actor, row, { action: 'instrument.attach-file', fileId, kind });
      const now = await findFiles(tx, instrumentId, collectionOf(kind));
      const attached = now.find((one) => one.file_id === fileId);
      if (!attached) throw fileNotFound();
      return toInstrumentFileResponse(attached);
    });
  }

  /** Takes a file away from its instrument; the upload itself stays with the holder. @throws NotFound */
  detach(
    { actor, instrumentId }: FileCommand,
    collection: Collection,
    fileId: string,
  ): Promise<void> {
    return inTransaction(this.db, async (tx) => {
      const row = await lockEditable(tx, instrumentId);
      const [removed]: [{ kind: FileUse }[], number] = await tx.query(
        `DELETE FROM instrument_file WHERE instrument_id = $1 AND file_id = $2 AND kind = ANY($3)
         RETURNING kind`,
        [instrumentId, fileId, COLLECTIONS[collection]],
      );
      const [file] = removed;
      if (!file) throw fileNotFound();
      const { kind } = file;
      await this.noteChange(tx, actor, row, { action: 'instrument.detach-file', fileId, kind });
    });
  }

  private async noteChange(
    tx: EntityManager,
    actor: Actor,
    row: InstrumentRow,
    { action, fileId, kind }: { action: string; fileId: string; kind: FileUse },
  ): Promise<void> {
    await tx.query(
      'UPDATE instrument SET version = version + 1, updated_at = app_now() WHERE id = $1',
      [row.id],
    );
    await this.audit.record(tx, {
      ...{ actor, action, objectType: 'instrument', objectId: row.id },
      detail: { fileId, kind },
    });
    if (row.listed_at && kind !== 'funding_evidence')
      await this.outbox.add(tx, 'instrument-changed', { instrumentId: row.id });
  }
}

/** Uploads are their owner's; those that belong to an instrument are read by whoever may read its collection. */
function findFiles(
  tx: EntityManager,
  instrumentId: string,
  collection: Collection,
): Promise<InstrumentFileRow[]> {
  return acrossOrganisations(tx, () =>
    tx.query(
      `SELECT f.file_id, f.kind, f.caption, f.created_at, s.name, s.media_type, s.size_bytes
         FROM instrument_file f JOIN stored_file s ON s.id = f.file_id
        WHERE f.instrument_id = $1 AND f.kind = ANY($2) ORDER BY f.created_at, f.file_id`,
      [instrumentId, COLLECTIONS[collection]],
    ),
  );
}

/** Locked, so that rivals cannot pass a limit together. */
async function lockEditable(tx: EntityManager, instrumentId: string): Promise<InstrumentRow> {
  const row = await lockInstrument(tx, instrumentId);
  if (!row) throw new InstrumentNotFound();
  if (row.status === 'retired') throw new InstrumentStateConflict(row.status, 'edit');
  return row;
}

const collectionOf = (kind: FileUse): Collection =>
  kind === 'funding_evidence' ? 'evidence' : 'files';

const fileNotFound = (): NotFound => new NotFound({ zh: '文件', en: 'file' });
