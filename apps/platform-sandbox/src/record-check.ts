import {
  contentHash,
  RECORD_KINDS,
  type MappedRecord,
  type OutgoingRecord,
  type RecordKind,
} from '@app/platform-sync';
import { checkFields, ReturnCode, type FieldProblem, type FieldRule } from './field-rules';
import { INSTRUMENT_FIELDS } from './instrument.fields';
import { SERVICE_RECORD_FIELDS } from './service-record.fields';

const RULES: Readonly<Record<RecordKind, readonly FieldRule[]>> = {
  instrument: INSTRUMENT_FIELDS,
  service_record: SERVICE_RECORD_FIELDS,
};
const STANDINGS = ['open', 'suspended', 'withdrawn'];
const LONGEST_KEY = 150;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True when the envelope is complete, so that an answer can name the record; its content is checked apart. */
export function isEnvelope(value: unknown): value is OutgoingRecord {
  return (
    isObject(value) &&
    RECORD_KINDS.includes(value.kind as RecordKind) &&
    typeof value.insCode === 'string' &&
    typeof value.key === 'string' &&
    value.key.length > 0 &&
    value.key.length <= LONGEST_KEY &&
    Number.isSafeInteger(value.version) &&
    Number(value.version) > 0 &&
    typeof value.hash === 'string' &&
    STANDINGS.includes(value.standing as string) &&
    isObject(value.fields)
  );
}

/** What is wrong with the content of a record; null when it may be stored. */
export function checkRecord(record: OutgoingRecord): FieldProblem | null {
  if (!/^[0-9A-Z]{18}$/.test(record.insCode)) {
    return { code: ReturnCode.unitCodeWrong, field: 'insCode', message: '所属单位标识错误' };
  }
  const problem = checkFields(RULES[record.kind], record.fields);
  if (problem) return problem;
  const { kind, insCode, key, standing, fields }: MappedRecord = record;
  if (contentHash({ kind, insCode, key, standing, fields }) !== record.hash) {
    return { code: ReturnCode.contentWrong, field: 'hash', message: '内容与摘要不符' };
  }
  return null;
}
