import { defineTexts } from '@/shared/i18n/texts';
import type { Registration } from './api';

type Funding = Registration['fundingClasses'][number];

const useFundingTexts = defineTexts('funding', {
  zh: {
    fiscal_central: '中央财政',
    fiscal_local: '地方财政',
    state_capital: '国有资本',
    own: '自筹',
    social: '社会捐赠或投资',
    other: '其他',
  },
  en: {
    fiscal_central: 'Central budget',
    fiscal_local: 'Local budget',
    state_capital: 'State capital',
    own: 'Own funds',
    social: 'Donation or private investment',
    other: 'Other',
  },
});

/** Returns a function that names a source of money. */
export function useFundingText(): (funding: Funding) => string {
  return useFundingTexts();
}
