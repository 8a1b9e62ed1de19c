import type { Cell } from './cells';
import type { Answer } from './client';
import type { Operation } from './operations';
import type { Outcome } from './oracle';
import type { Change } from './world/change-log';

/** What came of a request. */
export interface Asked {
  answer: Answer;
  /** Rows that it changed. */
  changes: Change[];
  /** How often the audit trail has it as refused. */
  refusals: number;
}

/** A requirement of the checklist and how it is broken. */
type Wrong = [number: `#${number}`, how: string];

/** How an answer is recognised. */
const ANSWERS: Readonly<Record<Exclude<Outcome, 'allow'>, [status: number, code: string]>> = {
  forbidden: [403, 'forbidden'],
  'not-found': [404, 'not-found'],
  'not-signed-in': [401, 'not-signed-in'],
  'api-key-refused': [401, 'api-key-refused'],
  'second-factor-required': [403, 'second-factor-required'],
  'password-expired': [403, 'password-expired'],
  'proof-required': [401, 'proof-required'],
};

/** Codes by which the guard refuses; a missing object is told from a missing page by its row. */
const REFUSALS = Object.values(ANSWERS)
  .map(([, code]) => code)
  .filter((code) => code !== 'not-found');

/**
 * What is wrong with the answer to a cell, or with what the request did.
 *
 * @param absent what is seen of an id of nothing
 */
export function faultsOf(cell: Cell, asked: Asked, absent?: string): string[] {
  return wrongs(cell, asked, absent).map(
    ([number, wrong]) => `${number} ${said(cell, asked)}: ${wrong}`,
  );
}

function wrongs({ operation, expected, caller }: Cell, asked: Asked, absent?: string): Wrong[] {
  const { answer, changes, refusals } = asked;
  const wrong: Wrong[] = [];
  if (!isExpected(answer, expected, operation)) wrong.push(['#2', `expected ${expected}`]);
  if (changes.length > 0 && expected !== 'allow') {
    wrong.push(['#2', `to be refused, it changed ${tablesOf(changes)}`]);
  }
  if (changes.length > 0 && operation.method === 'GET') {
    wrong.push(['#51', `reading, it changed ${tablesOf(changes)}`]);
  }
  if (expected === 'not-found' && absent !== undefined && answer.seen !== absent) {
    wrong.push(['#5', `it is told from an id of nothing`]);
  }
  if (expected !== 'allow' && caller.alive && refusals !== 1) {
    wrong.push(['#59', `the audit has ${refusals} refusals of it`]);
  }
  return wrong;
}

/** A service may ask for proof by what a body says, which no row can know. */
const asksForProof = (operation: string, code: string): boolean =>
  code === 'proof-refused' ||
  (code === 'proof-required' && ['me.update', 'personalData.eraseMe'].includes(operation));

/** Allowed is whatever is not refused: most bodies are empty, and a rule may have its say. */
function isExpected({ status, code }: Answer, expected: Outcome, { id, row }: Operation): boolean {
  if (expected !== 'allow') {
    const [rightStatus, rightCode] = ANSWERS[expected];
    return status === rightStatus && code === rightCode;
  }
  if (status >= 500 || (REFUSALS.includes(code) && !asksForProof(id, code))) return false;
  // What is open to anyone may still find nothing.
  return row.who === 'anyone' || asksForProof(id, code) || (status !== 401 && status !== 404);
}

const tablesOf = (changes: readonly Change[]): string =>
  [...new Set(changes.map(({ table }) => table))].join(', ');

const said = ({ operation, caller, role, object }: Cell, { answer }: Asked): string =>
  `${operation.id} by ${caller.name} as ${role} on ${object}: ${answer.status} ${answer.code}`;
