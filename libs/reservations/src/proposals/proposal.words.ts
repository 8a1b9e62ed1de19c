/**
 * What is proposed: another time on the same instrument, a sister of the same holder, one of another holder nearby, or
 * to cancel and be released.
 */
export const PROPOSAL_KINDS = ['later', 'sister', 'elsewhere', 'cancel'] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** `withdrawn`: another one was accepted, or the reservation is no longer displaced. */
export const PROPOSAL_STATES = ['open', 'accepted', 'declined', 'expired', 'withdrawn'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** How long the time of a proposal is held. Source: issue 5, item 6. */
export const HELD_MINUTES = 24 * 60;
