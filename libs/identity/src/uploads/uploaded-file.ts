import '@fastify/multipart';
import { FileRefused } from '@app/files';
import { fieldError, type HttpRequest, InvalidRequest, UPLOAD_LIMIT_BYTES } from '@app/http';

/** A file as a multipart request brought it. */
export interface UploadedFile {
  /** As the sender calls it, unchecked. */
  name: string;
  content: Buffer;
}

/**
 * Takes the one `file` out of a multipart request. The type its sender claims is not read.
 *
 * @throws InvalidRequest when there is none (400), FileRefused for one that is too large (422)
 */
export async function readUploadedFile(request: HttpRequest): Promise<UploadedFile> {
  if (!request.isMultipart()) throw noFile();
  const part = await request.file({ throwFileSizeLimit: false });
  if (!part || part.fieldname !== 'file') throw noFile();
  const content = await part.toBuffer();
  if (part.file.truncated) throw tooLarge();
  return { name: part.filename, content };
}

const noFile = (): InvalidRequest =>
  new InvalidRequest([
    fieldError('/file', 'required', undefined, {
      zh: '为必填项：请以 multipart/form-data 上传文件，字段名为 file',
      en: 'is required: upload the file as multipart/form-data in a field named file',
    }),
  ]);

const tooLarge = (): FileRefused =>
  new FileRefused('too-large', {
    zh: `文件超过 ${UPLOAD_LIMIT_BYTES / 1024 / 1024} MB，请压缩或拆分后重新上传`,
    en: `the file exceeds ${UPLOAD_LIMIT_BYTES / 1024 / 1024} MB; make it smaller or split it`,
  });
