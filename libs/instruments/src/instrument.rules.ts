import { type Fen, fen } from '@app/common';
import { PUBLIC_FUNDING } from './record/funding-class';
import type { InstrumentDraft } from './record/instrument-draft';

/** ¥300,000.00 for one set, inclusive. Source: 嘉政办发〔2026〕4号, measure 十二: "30万元及以上". */
export const SHARING_THRESHOLD_FEN: Fen = fen(30_000_000);
/** Working days from acceptance to the report. Source: 国科发基〔2017〕289号, article 11. */
export const REPORT_WITHIN_WORKDAYS = 30;

/** Life of an instrument; only `listed` ones can be booked. */
export const INSTRUMENT_STATUSES = [
  'draft',
  'submitted',
  'listed',
  'returned',
  'suspended',
  'retired',
] as const;
export type InstrumentStatus = (typeof INSTRUMENT_STATUSES)[number];

/** Why an instrument is suspended (故障, 维护, 其他). */
export const SUSPENSION_KINDS = ['fault', 'maintenance', 'other'] as const;
export type SuspensionKind = (typeof SUSPENSION_KINDS)[number];

/** What everybody signed in may read of. */
export const PUBLISHED: readonly InstrumentStatus[] = ['listed', 'suspended'];

export const isPublished = (status: InstrumentStatus): boolean => PUBLISHED.includes(status);

/** What the duty to share hangs on. `useObliged` is the bureau's decision about a set not bought for research. */
export interface DutyFacts extends Pick<
  InstrumentDraft,
  'originalValueFen' | 'fundingClasses' | 'uses'
> {
  useObliged: boolean;
}

/**
 * True when the instrument must be shared: public money in it, one set at or above the threshold, and bought for
 * research, or the bureau said so.
 */
export const mustShare = ({
  originalValueFen,
  fundingClasses,
  uses,
  useObliged,
}: DutyFacts): boolean =>
  originalValueFen >= SHARING_THRESHOLD_FEN &&
  fundingClasses.some((funding) => PUBLIC_FUNDING.includes(funding)) &&
  (uses.includes('research') || useObliged);

/** What can happen to an instrument after its creation. */
export const TRANSITIONS = ['submit', 'approve', 'return', 'suspend', 'resume', 'retire'] as const;
export type Transition = (typeof TRANSITIONS)[number];

const WAYS: Record<Transition, { from: readonly InstrumentStatus[]; to: InstrumentStatus }> = {
  submit: { from: ['draft', 'returned'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'listed' },
  return: { from: ['submitted'], to: 'returned' },
  suspend: { from: ['listed'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'listed' },
  retire: { from: ['draft', 'submitted', 'returned', 'listed', 'suspended'], to: 'retired' },
};

/** The status a transition leads to, or null when it is not allowed from here. */
export const nextStatus = (
  status: InstrumentStatus,
  transition: Transition,
): InstrumentStatus | null => (WAYS[transition].from.includes(status) ? WAYS[transition].to : null);

/** The transitions possible from a status, whoever may make them. */
export const transitionsFrom = (status: InstrumentStatus): Transition[] =>
  TRANSITIONS.filter((transition) => nextStatus(status, transition));

/** Only what nobody has approved yet may be edited. */
export const isEditable = (status: InstrumentStatus): boolean =>
  status === 'draft' || status === 'returned';
