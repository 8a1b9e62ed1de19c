import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId, NotFound } from '@app/common';
import { FileStorage } from './file-storage';
import { StoredFile } from './stored-file.entity';

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
  ) {}

  async put({ ownerOrganisationId, name, mediaType, content }: NewFile): Promise<StoredFile> {
    const id = newId();
    await this.storage.write(id, content);
    await this.db.getRepository(StoredFile).insert({
      id,
      ownerOrganisationId,
      name:
        name
          .normalize('NFC')
          .replace(/\p{Cc}/gu, '')
          .slice(0, 200) || 'file',
      mediaType,
      sizeBytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    return this.get(id);
  }

  read(id: string): Promise<Buffer> {
    return this.storage.read(id);
  }

  /** The record of a file. @throws NotFound */
  async get(id: string): Promise<StoredFile> {
    const file = await this.db.getRepository(StoredFile).findOneBy({ id });
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
