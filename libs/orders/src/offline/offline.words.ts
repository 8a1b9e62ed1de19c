/** How a provider's confirmation came: signed in, by a link, or from papers that a reviewer took in its place. */
export const CONFIRMED_HOW = ['provider', 'link', 'evidence'] as const;
export type ConfirmedHow = (typeof CONFIRMED_HOW)[number];

/** Who said that the service was rendered: the provider signed in or by a link, or the user organisation with a report. */
export const COMPLETED_HOW = ['provider', 'link', 'user'] as const;
export type CompletedHow = (typeof COMPLETED_HOW)[number];

/** What a reviewer makes of substitute evidence (替代证明): good, or to be repaired (退回补正). */
export const EVIDENCE_DECISIONS = ['accepted', 'returned'] as const;
export type EvidenceDecision = (typeof EVIDENCE_DECISIONS)[number];

/** The papers of a filed service, as somebody asks to read one. */
export const OFFLINE_PAPERS = ['contract', 'report', 'evidence'] as const;
export type OfflinePaper = (typeof OFFLINE_PAPERS)[number];
