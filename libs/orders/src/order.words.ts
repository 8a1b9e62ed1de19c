/** What a service is for (用途); concept validation and pilot tests are what measure 十二 names. */
export const PURPOSES = [
  'concept_validation',
  'pilot_test',
  'experimental_development',
  'testing',
  'maturation',
  'other',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** How a service is rendered: machine time, samples sent in, or arranged outside the product. */
export const ORDER_KINDS = ['slot', 'sample', 'offline'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** Life of an order: the lab completes it, the user organisation accepts or disputes. */
export const ORDER_STATES = ['open', 'completed', 'accepted', 'disputed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
