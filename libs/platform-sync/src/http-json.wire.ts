import { RECORD_KINDS, type OutgoingRecord } from './platform-record';
import type { HolderDigest, Outcome, RecordAnswer } from './regional-platform';

/** Paths of the `http-json` dialect. */
export const HTTP_JSON_PATHS = {
  batches: '/v1/record-batches',
  digests: '/v1/digests',
} as const;

const OUTCOMES: readonly Outcome[] = ['applied', 'duplicate', 'stale', 'refused'];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isWhole = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isTextOrNull = (value: unknown): value is string | null =>
  value === null || typeof value === 'string';
const isOneOf = <T>(allowed: readonly T[], value: unknown): value is T =>
  allowed.includes(value as T);

function isAnswer(value: unknown): value is RecordAnswer {
  return (
    isObject(value) &&
    isOneOf(RECORD_KINDS, value.kind) &&
    typeof value.insCode === 'string' &&
    typeof value.key === 'string' &&
    isWhole(value.version) &&
    isOneOf(OUTCOMES, value.outcome) &&
    isWhole(value.code) &&
    isTextOrNull(value.field) &&
    isTextOrNull(value.message) &&
    (value.heldVersion === null || isWhole(value.heldVersion))
  );
}

const nameOf = ({
  kind,
  insCode,
  key,
  version,
}: Pick<RecordAnswer, 'kind' | 'insCode' | 'key' | 'version'>): string =>
  JSON.stringify([kind, insCode, key, version]);

/**
 * The answers of a batch in the order of its records, or null when the body is not exactly one well-formed answer
 * for each of them: then nothing in it is believed.
 */
export function readAnswers(
  body: unknown,
  records: readonly OutgoingRecord[],
): RecordAnswer[] | null {
  if (!isObject(body) || !Array.isArray(body.results) || body.results.length !== records.length)
    return null;
  const results: unknown[] = body.results;
  if (!results.every(isAnswer)) return null;
  const byName = new Map(results.map((answer) => [nameOf(answer), answer]));
  const answers = records.map((record) => byName.get(nameOf(record)));
  return answers.every((answer) => answer !== undefined) ? answers : null;
}

function isDigest(value: unknown): value is HolderDigest {
  return (
    isObject(value) &&
    typeof value.insCode === 'string' &&
    isWhole(value.count) &&
    typeof value.digest === 'string' &&
    /^[0-9a-f]{64}$/.test(value.digest)
  );
}

/** The digests in an answer, or null when it is anything else. */
export function readDigests(body: unknown): HolderDigest[] | null {
  if (!isObject(body) || !Array.isArray(body.holders)) return null;
  const holders: unknown[] = body.holders;
  return holders.every(isDigest) ? holders : null;
}
