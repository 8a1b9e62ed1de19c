import { createHash } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId, NotFound } from '@app/common';
import { inTransaction } from '@app/database';
import { FileQuotaExceeded } from './file.errors';
import { shownFileName } from './file-name';
import { FileStorage } from './file-storage';
import { StoredFile } from './stored-file.entity';

/** Injection token of the bytes that the files of one organisation may take. */
export const FILE_QUOTA_BYTES = 'FILE_QUOTA_BYTES';
/** One gibibyte: some thousand scanned contracts. */
export const DEFAULT_FILE_QUOTA_BYTES = 1024 ** 3;

interface NewFile {
  ownerOrganisationId: string;
  /** As the sender named it; shown, never used as a path. */
  name: string;
  mediaType: string;
  content: Buffer;
}

/** Files with their records: bytes first, then the row, so that no row points at nothing. */
@Injectable()
export class FileStore {
  constructor(
    private readonly db: DataSource,
    private readonly storage: FileStorage,
    @Optional()
    @Inject(FILE_QUOTA_BYTES)
    private readonly quotaBytes: number = DEFAULT_FILE_QUOTA_BYTES,
  ) {}

  /**
   * @param beside what is written in the transaction of the record, such as its audit row
   * @throws FileQuotaExceeded when the organisation's files would take too much (422)
   */
  async put(
    file: NewFile,
    beside: (tx: EntityManager, id: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<StoredFile> {
    // Asked before anything is written, and again below, where rivals wait for each other.
    await this.requireRoom(this.db.manager, file);
    const id = newId();
    await this.storage.write(id, file.content);
    try {
      await inTransaction(this.db, async (tx) => {
        await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
          `files of ${file.ownerOrganisationId}`,
        ]);
        await this.requireRoom(tx, file);
        await tx.getRepository(StoredFile).insert(recordOf(id, file));
        await beside(tx, id);
      });
    } catch (error) {
      await this.storage.remove(id);
      throw error;
    }
    return this.get(id);
  }

  private async requireRoom(
    tx: EntityManager,
    { ownerOrganisationId, content }: NewFile,
  ): Promise<void> {
    const [row]: { used: string }[] = await tx.query(
      'SELECT coalesce(sum(size_bytes), 0) AS used FROM stored_file WHERE owner_organisation_id = $1',
      [ownerOrganisationId],
    );
    const usedBytes = Number(row?.used);
    const { quotaBytes } = this;
    if (usedBytes + content.length > quotaBytes)
      throw new FileQuotaExceeded({ usedBytes, quotaBytes });
  }

  /**
   * The bytes of a file, as they were taken: evidence that changed in its store is no evidence.
   *
   * @throws Error for bytes that are not those of the record
   */
  async open({ id, sha256 }: StoredFile): Promise<Buffer> {
    const content = await this.storage.read(id);
    if (hashOf(content) !== sha256) throw new Error(`file ${id} is not what was stored under it`);
    return content;
  }

  /** As {@link open}, by the id. @throws NotFound */
  async read(id: string): Promise<Buffer> {
    return this.open(await this.get(id));
  }

  /** The record of a file. @throws NotFound */
  async get(id: string, tx: EntityManager = this.db.manager): Promise<StoredFile> {
    const file = await tx.getRepository(StoredFile).findOneBy({ id });
    if (!file) throw new NotFound({ zh: '文件', en: 'file' });
    return file;
  }

  /** Those of the ids that are files of the organisation; who asks compares the lengths. */
  async findOwned(
    tx: EntityManager,
    ownerOrganisationId: string,
    ids: string[],
  ): Promise<string[]> {
    const rows: { id: string }[] = await tx.query(
      'SELECT id FROM stored_file WHERE owner_organisation_id = $1 AND id = ANY($2)',
      [ownerOrganisationId, ids],
    );
    return rows.map((row) => row.id);
  }
}

const recordOf = (
  id: string,
  { ownerOrganisationId, name, mediaType, content }: NewFile,
): Omit<StoredFile, 'createdAt'> => ({
  id,
  ownerOrganisationId,
  name: shownFileName(name),
  mediaType,
  sizeBytes: content.length,
  sha256: hashOf(content),
});

const hashOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
