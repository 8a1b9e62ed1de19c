import { Injectable } from '@nestjs/common';
import { AuditService } from '@app/audit';
import { FileStore, nameOfKind, type StoredFile, uploadKindOf } from '@app/files';
import type { Actor } from '../access/roles';
import { type FileResponse, toFileResponse } from './upload.dto';
import type { UploadedFile } from './uploaded-file';

/** Papers that people upload and refer to by id: contracts, invoices, letters. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly files: FileStore,
    private readonly audit: AuditService,
  ) {}

  /**
   * Keeps a file for the actor's organisation.
   *
   * @throws FileRefused for content that is not taken, FileQuotaExceeded (422)
   */
  async keep(actor: Actor, { name, content }: UploadedFile): Promise<FileResponse> {
    const kind = await uploadKindOf(content);
    const file = {
      ownerOrganisationId: actor.organisationId,
      name: nameOfKind(name, kind),
      mediaType: kind.mediaType,
      content,
    };
    const stored = await this.files.put(file, (tx, id) =>
      this.audit.record(tx, {
        actor,
        action: 'file.upload',
        objectType: 'file',
        objectId: id,
        detail: { mediaType: kind.mediaType, sizeBytes: content.length },
      }),
    );
    return toFileResponse(stored);
  }

  /** @throws NotFound */
  async get(id: string): Promise<FileResponse> {
    return toFileResponse(await this.files.get(id));
  }

  /** A file with its bytes. @throws NotFound */
  async open(id: string): Promise<{ file: StoredFile; content: Buffer }> {
    const file = await this.files.get(id);
    return { file, content: await this.files.open(file) };
  }
}
