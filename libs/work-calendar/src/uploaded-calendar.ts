import '@fastify/multipart';
import { extname } from 'node:path';
import { fieldError, type HttpRequest, InvalidRequest } from '@app/http';
import { CALENDAR_FILE_BYTES } from './calendar-file';
import { CalendarFileRefused } from './calendar-file.errors';

/**
 * Takes the one `file` out of a multipart request.
 *
 * @throws InvalidRequest when there is none (400), CalendarFileRefused for another kind or too large a one (422)
 */
export async function readUploadedCalendar(request: HttpRequest): Promise<Buffer> {
  if (!request.isMultipart()) throw noFile();
  const limits = { fileSize: CALENDAR_FILE_BYTES };
  const part = await request.file({ throwFileSizeLimit: false, limits });
  if (!part || part.fieldname !== 'file') throw noFile();
  const content = await part.toBuffer();
  if (part.file.truncated) throw tooLarge();
  if (extname(part.filename).toLowerCase() !== '.csv') throw wrongKind(part.filename);
  return content;
}

const noFile = (): InvalidRequest =>
  new InvalidRequest([
    fieldError('/file', 'required', undefined, {
      zh: '为必填项：请以 multipart/form-data 上传日历文件，字段名为 file',
      en: 'is required: upload the calendar as multipart/form-data in a field named file',
    }),
  ]);

const tooLarge = (): CalendarFileRefused =>
  new CalendarFileRefused('too-large', {
    zh: `文件超过 ${CALENDAR_FILE_BYTES / 1024} KB，请只保留日期、类型、名称三列后重新上传`,
    en: `the file exceeds ${CALENDAR_FILE_BYTES / 1024} KB; keep only date, kind and name`,
  });

const wrongKind = (name: string): CalendarFileRefused =>
  new CalendarFileRefused('kind', {
    zh: `不支持“${name.slice(0, 100)}”这种文件，请上传 .csv`,
    en: `"${name.slice(0, 100)}" is no calendar file; upload a .csv`,
  });
