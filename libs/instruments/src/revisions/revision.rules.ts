import { differences, isSame } from '../instrument-history.rules';
import { type InstrumentDraft, withChanges } from '../record/instrument-draft';
import { isReviewed, REVIEWED_FIELDS, type ReviewedField } from './reviewed-fields';

/** The life of a revision; one that is draft, submitted or returned is open, and an instrument has one at most. */
export const REVISION_STATES = ['draft', 'submitted', 'returned', 'approved', 'withdrawn'] as const;
export type RevisionState = (typeof REVISION_STATES)[number];

export const OPEN_STATES = ['draft', 'submitted', 'returned'] as const;
export type OpenState = (typeof OPEN_STATES)[number];

/** One reviewed field of a revision: what is listed when it is proposed or submitted, and what shall be. */
export interface RevisedField {
  field: ReviewedField;
  from: unknown;
  to: unknown;
}

/** A change that a holder sends, in the two parts that fare differently. */
export interface SentChange {
  /** The record with what applies at once. */
  applied: InstrumentDraft;
  /** What the revision holds after it; empty when all of it is what is listed. */
  revised: RevisedField[];
}

/** Splits what was sent about a listed instrument; `open` is what its open revision holds already. */
export function splitChange(
  listed: InstrumentDraft,
  open: readonly RevisedField[],
  sent: Parameters<typeof withChanges>[1],
): SentChange {
  const atOnce = Object.fromEntries(Object.entries(sent).filter(([field]) => !isReviewed(field)));
  const wanted = withChanges(revisedDraft(listed, open), sent);
  return { applied: withChanges(listed, atOnce), revised: revisionOf(listed, wanted) };
}

/** What is to be reviewed of the way from the listed description to the one that is wanted. */
export const revisionOf = (listed: InstrumentDraft, wanted: InstrumentDraft): RevisedField[] =>
  differences(listed, wanted).flatMap(({ field, from, to }) =>
    isReviewed(field) ? [{ field, from, to }] : [],
  );

/** The description with a revision applied. */
export const revisedDraft = (
  draft: InstrumentDraft,
  revised: readonly RevisedField[],
): InstrumentDraft => ({
  ...draft,
  ...Object.fromEntries(revised.map(({ field, to }) => [field, to])),
});

/** The same revision told from what is listed now. */
export const rebased = (
  listed: InstrumentDraft,
  revised: readonly RevisedField[],
): RevisedField[] => revised.map(({ field, to }) => ({ field, from: listed[field], to }));

/** Fields that were changed elsewhere since the revision was submitted. */
export const movedFields = (
  listed: InstrumentDraft,
  revised: readonly RevisedField[],
): ReviewedField[] =>
  revised.filter(({ field, from }) => !isSame(listed[field], from)).map(({ field }) => field);

/** Whether two revisions want the same. */
export const isSameRevision = (
  one: readonly RevisedField[],
  other: readonly RevisedField[],
): boolean =>
  REVIEWED_FIELDS.every((field) => {
    const [left, right] = [one, other].map((fields) => fields.find((each) => each.field === field));
    return (left === undefined) === (right === undefined) && isSame(left?.to, right?.to);
  });
