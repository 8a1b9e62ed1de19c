import { types } from 'node:util';
import { QueryFailedError } from 'typeorm';
import { DomainError } from '@app/common';

interface DriverError {
  code?: string;
  constraint?: string;
}

/** SQLSTATE of whatever PostgreSQL or its driver threw; undefined for anything else. */
export function sqlStateOf(error: unknown): string | undefined {
  return driverErrorOf(error)?.code;
}

/** Name of the constraint a statement broke, if any. */
export function constraintOf(error: unknown): string | undefined {
  return driverErrorOf(error)?.constraint;
}

function driverErrorOf(error: unknown): DriverError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  if (error instanceof DomainError) return undefined; // its code is one of ours
  // Also an error of another realm, as those of Node's own modules are in a test.
  if (types.isNativeError(error) && 'code' in error) return error as DriverError;
  return undefined;
}

const EMAIL_ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(\.[\w-]+)+/g;

/**
 * The message of an error without what it repeats of the data: what a refusal names, a value PostgreSQL could not read,
 * a text that was no JSON, an address a mail server did not take. For logs and records of failures, which hold nothing
 * personal.
 */
export function messageWithoutValues(error: unknown): string {
  if (error instanceof DomainError) return `${error.code}: ${error.title.en}`;
  if (/^22\w{3}$/.test(sqlStateOf(error) ?? '')) return 'PostgreSQL could not read a value';
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/Unexpected token .* is not valid JSON/s, 'the text is not valid JSON')
    .replace(EMAIL_ADDRESS, '<address>');
}

/** SQLSTATEs (Appendix A of the PostgreSQL manual) this code acts on. */
export const SqlState = {
  serializationFailure: '40001',
  deadlockDetected: '40P01',
  lockNotAvailable: '55P03',
  inFailedTransaction: '25P02',
  exclusionViolation: '23P01',
  uniqueViolation: '23505',
  queryCanceled: '57014',
} as const;

/** Turns a broken constraint into the domain error it stands for; anything else is thrown as it came. */
export function onConstraint(error: unknown, known: Record<string, () => Error>): never {
  const name = constraintOf(error);
  const domainError = name === undefined ? undefined : known[name];
  throw domainError ? domainError() : error;
}
