import { isDeepStrictEqual } from 'node:util';
import { BLANK_DRAFT, DRAFT_FIELDS, type InstrumentDraft } from './record/instrument-draft';

/** One field that a change touched, with its values as the API says them. */
export interface FieldChange {
  field: keyof InstrumentDraft | 'units';
  /** Null for what was not known; absent when withheld. */
  from?: unknown;
  to?: unknown;
  /** It says who a person is: that it changed is kept, what it was is not. */
  withheld?: true;
}

/** Whom to ask is a person, and must be forgettable: their values stay out of what is kept for good. */
const WITHHELD: readonly (keyof InstrumentDraft)[] = [
  'contactName',
  'contactPhone',
  'contactEmail',
];

/** What differs between two descriptions, in the order of the fields. */
export const differences = (before: InstrumentDraft, after: InstrumentDraft): FieldChange[] =>
  DRAFT_FIELDS.filter((field) => !isSame(before[field], after[field])).map((field) =>
    WITHHELD.includes(field)
      ? { field, withheld: true }
      : { field, from: before[field], to: after[field] },
  );

/** What a first description says; what it leaves as everybody's blank sheet has it is not said. */
export const saidFirst = (draft: InstrumentDraft): FieldChange[] =>
  differences(BLANK_DRAFT, draft).map((change) =>
    change.withheld ? change : { ...change, from: null },
  );

/** Lists are sets: the order in which words were sent is no difference. */
export const isSame = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(inOrder(one), inOrder(other));

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? [...(value as unknown[])].sort() : value;
