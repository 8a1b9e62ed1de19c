import type { NamedId } from './named-ids';
import { freeHour } from './world/days';
import { SERVICE_ITEM } from './world/seed-samples';

const laboratory = { by: 'university.first', as: 'lab_manager' } as const;
const instrument = {
  ...{ property: 'instrumentId', own: 'instrument:university.listed' },
  foreign: ['instrument:shanghai.listed'],
};

/** Instruments that laboratories name in what they charge. */
export const PRICE_IDS: readonly NamedId[] = [
  ...(['serviceItems.create', 'serviceItems.put'] as const).map((operation): NamedId => ({
    ...{ operation, ...laboratory, ...instrument },
    ...(operation.endsWith('put') && { on: 'service-item:university' }),
    rest: () => SERVICE_ITEM,
  })),
  {
    ...{ operation: 'agreedPrices.propose', ...laboratory, ...instrument },
    rest: (world) => ({
      customerOrganisationId: world.ids.organisation('enterprise'),
      ...{ percent: 80, validFrom: '2098-01-01', validUntil: '2098-12-31', reason: '年度协议' },
    }),
  },
  {
    ...{ operation: 'sampleWorks.plan', ...laboratory, ...instrument },
    on: 'order:enterprise.sampled',
    rest: () => freeHour(),
  },
];
