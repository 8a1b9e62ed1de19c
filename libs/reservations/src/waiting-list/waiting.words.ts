/** `expired`: the window is over, or an offer was let pass; `left`: given up, also by giving an offered slot back. */
export const WAITING_STATES = ['waiting', 'offered', 'booked', 'left', 'expired'] as const;
export type WaitingState = (typeof WAITING_STATES)[number];

/** How long an offer is held for the next in line. Source: issue 5, item 5. */
export const OFFER_MINUTES = 120;
