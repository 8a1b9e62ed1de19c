import '@fastify/multipart';
import { extname } from 'node:path';
import { fieldError, type HttpRequest, InvalidRequest, UPLOAD_LIMIT_BYTES } from '@app/http';
import type { LedgerUpload } from './import-runs.service';
import { LedgerFileRefused } from './ledger-file.errors';

const EXTENSIONS = ['.xlsx', '.xls', '.csv'];

/**
 * Takes the one `file` out of a multipart request.
 *
 * @throws InvalidRequest when there is none (400), LedgerFileRefused for a wrong kind, an empty or too large one (422)
 */
export async function readUploadedLedger(request: HttpRequest): Promise<LedgerUpload> {
  if (!request.isMultipart()) throw noFile();
  const part = await request.file({ throwFileSizeLimit: false });
  if (!part || part.fieldname !== 'file') throw noFile();
  const content = await part.toBuffer();
  if (part.file.truncated) throw tooLarge();
  if (content.length === 0) throw empty();
  if (!EXTENSIONS.includes(extname(part.filename).toLowerCase())) throw wrongKind(part.filename);
  return { fileName: part.filename, content };
}

const noFile = (): InvalidRequest =>
  new InvalidRequest([
    fieldError('/file', 'required', undefined, {
      zh: '为必填项：请以 multipart/form-data 上传台账文件，字段名为 file',
      en: 'is required: upload the ledger as multipart/form-data in a field named file',
    }),
  ]);

const tooLarge = (): LedgerFileRefused =>
  new LedgerFileRefused('too-large', {
    zh: `文件超过 ${UPLOAD_LIMIT_BYTES / 1024 / 1024} MB，请删除图片或拆分后重新上传`,
    en: `the file exceeds ${UPLOAD_LIMIT_BYTES / 1024 / 1024} MB; remove pictures or split it`,
  });

const empty = (): LedgerFileRefused =>
  new LedgerFileRefused('empty', {
    zh: '文件是空的，请重新选择',
    en: 'the file is empty; choose another',
  });

const wrongKind = (name: string): LedgerFileRefused =>
  new LedgerFileRefused('kind', {
    zh: `不支持“${name.slice(0, 100)}”这种文件，请上传 .xlsx、.xls 或 .csv`,
    en: `"${name.slice(0, 100)}" is no ledger; upload .xlsx, .xls or .csv`,
  });
