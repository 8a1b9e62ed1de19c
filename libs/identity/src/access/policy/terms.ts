import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { ANSWER_BOOKING, READ_BOOKING } from './bookings';
import { READ_INSTRUMENT } from './instruments';

const read = { object: 'instrument', who: READ_INSTRUMENT } satisfies AccessRow;

/** What instruments begin with: the laboratory and who administers the holder. */
const SET_DEFAULTS = [ours('lab_manager', 'holder_admin')];

/** Who binds each side: who leads its bookings or made this one, and the laboratory or its holder's administrator. */
const SIGN_CONTRACT: readonly Grant[] = [
  ...ANSWER_BOOKING,
  when(['lab_manager', 'holder_admin'], 'counterparty'),
];

/** The terms of use beside those of today: every version there was, and the clauses of contracts. */
export const TERMS_POLICY = {
  'termsVersions.feeSchedules': read,
  'termsVersions.openingHours': read,

  // What contracts say is published as prices are; who reads it may be anybody who might sign one.
  'contractTemplates.get': { who: 'signed-in' },
  'contractTemplates.putForCity': { who: [any('bureau_reviewer')] },
  'contractTemplates.putForHolder': { object: 'organisation', who: [ours('holder_admin')] },
  'holderPolicies.get': { object: 'organisation', who: SET_DEFAULTS },
  'holderPolicies.put': { object: 'organisation', who: SET_DEFAULTS },
  'contractTemplates.preview': { who: 'signed-in' },
  'orderContracts.get': { object: 'order', who: READ_BOOKING },
  'orderContracts.print': { object: 'order', who: READ_BOOKING },
  'orderContracts.scan': { object: 'order', who: READ_BOOKING },
  'orderContracts.accept': { object: 'order', who: SIGN_CONTRACT },
  'contractRequirements.get': { object: 'organisation', who: 'signed-in' },
  'contractRequirements.put': { object: 'organisation', who: [ours('holder_admin')] },
} satisfies Record<string, AccessRow>;
