/**
 * How a dispute ended (处理结果): the fee stands, is reduced, the user organisation withdrew its objection, or nothing is owed.
 */
export const DISPUTE_DECISIONS = ['upheld', 'reduced', 'withdrawn', 'cancelled'] as const;
export type DisputeDecision = (typeof DISPUTE_DECISIONS)[number];

/** What the office may decide; withdrawing is the user organisation's alone. */
export const OFFICE_DECISIONS = ['upheld', 'reduced', 'cancelled'] as const;
export type OfficeDecision = (typeof OFFICE_DECISIONS)[number];
