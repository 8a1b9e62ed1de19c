import { type AccessRow, any, ours } from '../access-row';
import { READ_INSTRUMENT } from './instruments';

const read = { object: 'instrument', who: READ_INSTRUMENT } satisfies AccessRow;

/** What instruments begin with: the laboratory and who administers the holder. */
const SET_DEFAULTS = [ours('lab_manager', 'holder_admin')];

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
} satisfies Record<string, AccessRow>;
