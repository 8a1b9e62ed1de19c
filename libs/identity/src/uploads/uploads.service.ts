import { Injectable } from '@nestjs/common';
import { AuditService } from '@app/audit';
import { FILE_KINDS, fileKindOf, FileStore, nameOfKind } from '@app/files';
import type { Actor } from '../access/roles';
import { type FileResponse, toFileResponse } from './upload.dto';
import type { UploadedFile } from './uploaded-file';

/** A file on its way out. */
export interface Download {
  name: string;
  mediaType: string;
  content: Buffer;
}

const SERVED_TYPES: readonly string[] = FILE_KINDS.map(({ mediaType }) => mediaType);

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
    const kind = await fileKindOf(content);
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

  /** The bytes with their name; what was not checked when it came, such as a ledger, goes out as mere bytes. */
  async open(id: string): Promise<Download> {
    const { name, mediaType } = await this.files.get(id);
    const served = SERVED_TYPES.includes(mediaType) ? mediaType : 'application/octet-stream';
    return { name, mediaType: served, content: await this.files.read(id) };
  }
}
