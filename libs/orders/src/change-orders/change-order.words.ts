/** Life of a change order (变更单): a reduction waits for a second person of the lab before the user organisation is asked. */
export const CHANGE_STATES = [
  'proposed',
  'offered',
  'accepted',
  'declined',
  'withdrawn',
  /** The order ended first. */
  'lapsed',
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** How the open change order of an order stands; there is one at a time. */
export type OpenChange = 'none' | Extract<ChangeState, 'proposed' | 'offered'>;

/** What a line charges or takes off (减免); an agreed price (协议价) stands alone and names the whole fee. */
export const CHANGE_LINE_KINDS = [
  'extra_time',
  'extra_samples',
  'extra_tests',
  'other',
  'reduction',
  'agreed_price',
] as const;
export type ChangeLineKind = (typeof CHANGE_LINE_KINDS)[number];

/** Why a lab charges less than it may (减免): 长期合作, 科研教学支持, 中小微企业, 公益服务, 服务瑕疵补偿, 其他. */
export const REDUCTION_CAUSES = [
  ...(['partnership', 'research_and_teaching', 'small_enterprise'] as const),
  ...(['public_benefit', 'service_flaw', 'other'] as const),
] as const;
export type ReductionCause = (typeof REDUCTION_CAUSES)[number];
