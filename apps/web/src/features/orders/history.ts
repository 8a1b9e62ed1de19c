import type { HistoryStep } from './api';

/** What a step tells beside its name: amounts in fen and civil dates, under the names of the texts that say them. */
export type StepFact =
  | { key: 'listFen' | 'actualFen' | 'voucherFen' | 'amountFen' | 'offeredFen'; fen: number }
  | { key: 'promisedOn'; date: string };

const AMOUNTS = ['listFen', 'actualFen', 'amountFen', 'offeredFen', 'voucherFen'] as const;

/** The facts of a step that a reader wants to know; what they do not name stays out. */
export function factsOf({ detail }: Pick<HistoryStep, 'detail'>): StepFact[] {
  const told = detail as Record<string, unknown>;
  const facts: StepFact[] = AMOUNTS.flatMap((key) => {
    const fen = told[key];
    return typeof fen === 'number' ? [{ key, fen }] : [];
  });
  const { promisedOn } = told;
  return typeof promisedOn === 'string'
    ? [...facts, { key: 'promisedOn', date: promisedOn }]
    : facts;
}

const BY_ITSELF = ['expire', 'late', 'accept-silent'];

/** Whether the system took the step by itself; another one without a person was taken by a link. */
export const isBySystem = ({ action }: Pick<HistoryStep, 'action'>): boolean =>
  BY_ITSELF.includes(action);
