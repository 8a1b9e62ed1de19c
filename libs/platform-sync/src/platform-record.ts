import { createHash } from 'node:crypto';

/** The two kinds of record that go out; instruments first, because service records name them. */
export const RECORD_KINDS = ['instrument', 'service_record'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Whether an instrument is open to bookings; travels beside the NRII fields, which have no place for it. */
export type Standing = 'open' | 'suspended' | 'withdrawn';

/** Value of one field on the wire. */
export type FieldValue = string | number | readonly string[];

/** One record as the platform sees it, before a version is given to it. */
export interface MappedRecord {
  kind: RecordKind;
  /** 所属单位标识 of the holder: its unified social credit code, as long as the platform has not given another. */
  insCode: string;
  /** innerId of an instrument, recordInnerId of a service record: our id, stable for life. */
  key: string;
  standing: Standing;
  fields: Readonly<Record<string, FieldValue>>;
}

/** A record on its way: `version` grows with every changed content, `hash` proves which content it is. */
export interface OutgoingRecord extends MappedRecord {
  version: number;
  /** {@link contentHash} of the record, lower-case hex. */
  hash: string;
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const sorted = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, inner]) => [name, canonical(inner)]));
}

/** SHA-256 (hex) over what the record says, not over how its JSON was ordered; the version is left out. */
export function contentHash({ kind, insCode, key, standing, fields }: MappedRecord): string {
  const text = JSON.stringify(canonical({ kind, insCode, key, standing, fields }));
  return createHash('sha256').update(text).digest('hex');
}
