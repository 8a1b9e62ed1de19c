import type { Text } from '@app/common';

/** When a user organisation pays: 预付 before the work, 先测后付 after it, 月结 by statement, 预存 from a deposit. */
export const SETTLEMENT_MODES = ['prepaid', 'after_service', 'monthly', 'deposit'] as const;
export type SettlementMode = (typeof SETTLEMENT_MODES)[number];

/** How a person reads a mode. */
export const MODE_NAMES: Readonly<Record<SettlementMode, Text>> = {
  prepaid: { zh: '预付', en: 'paid in advance' },
  after_service: { zh: '先测后付', en: 'paid after the service' },
  monthly: { zh: '月结', en: 'paid by monthly statement' },
  deposit: { zh: '预存', en: 'paid from a deposit' },
};
