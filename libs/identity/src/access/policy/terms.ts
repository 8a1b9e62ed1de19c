import type { AccessRow } from '../access-row';
import { READ_INSTRUMENT } from './instruments';

const read = { object: 'instrument', who: READ_INSTRUMENT } satisfies AccessRow;

/** The terms of use beside those of today: every version there was. */
export const TERMS_POLICY = {
  'termsVersions.feeSchedules': read,
  'termsVersions.openingHours': read,
} satisfies Record<string, AccessRow>;
