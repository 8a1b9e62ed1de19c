import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { BUREAU, LAB_STAFF, LOCAL_REVIEWERS, READERS } from './roles';

/** What a holder owes is its own business and that of those who look after it. */
const READ_DUTY: readonly Grant[] = [
  ours(...LAB_STAFF, 'holder_admin'),
  when(LOCAL_REVIEWERS, 'jurisdiction'),
  any(...READERS),
];
/** Lists and figures hold what their readers may open one by one. */
const COUNT_DUTY: readonly Grant[] = [
  any(...LAB_STAFF, 'holder_admin', ...LOCAL_REVIEWERS, ...READERS),
];
const KEEP: readonly Grant[] = [ours('lab_manager', 'holder_admin')];
/** Not of one's own organisation's instruments: that is the service's to refuse. */
const DECIDE: readonly Grant[] = [any('bureau_reviewer')];

const instrument = { object: 'instrument' } as const;
const exemption = { object: 'exemption' } as const;
const organisation = { object: 'organisation' } as const;

/** The duty to share with what it is counted with, and how complete records are. */
export const DUTY_POLICY = {
  'workCalendar.get': { who: 'signed-in' },
  'workCalendar.replace': { who: [any(...BUREAU)] },
  'workCalendar.importFile': { who: [any(...BUREAU)] },

  'duty.get': { ...instrument, who: READ_DUTY },
  'duty.decideUse': { ...instrument, who: DECIDE },
  'duty.summary': { who: COUNT_DUTY },
  'duty.instruments': { who: COUNT_DUTY },
  'duty.overdue': { who: COUNT_DUTY },

  'exemptions.request': { ...instrument, who: KEEP },
  'exemptions.list': { who: COUNT_DUTY },
  'exemptions.get': { ...exemption, who: READ_DUTY },
  'exemptions.grant': { ...exemption, who: DECIDE },
  'exemptions.refuse': { ...exemption, who: DECIDE },
  'exemptions.withdraw': { ...exemption, who: KEEP },

  'externalIds.get': { ...instrument, who: READ_DUTY },
  'externalIds.put': { ...instrument, who: KEEP },
  'externalIds.verify': { ...instrument, who: DECIDE },
  'sensors.put': { ...instrument, who: KEEP },

  'quality.get': { ...instrument, who: READ_DUTY },
  'quality.list': { who: COUNT_DUTY },

  'classifiedHoldings.get': {
    ...organisation,
    who: [ours(...LAB_STAFF, 'holder_admin'), any(...READERS)],
  },
  'classifiedHoldings.put': { ...organisation, who: [ours('holder_admin')] },
} satisfies Record<string, AccessRow>;
