import { type AccessRow, any } from '../access-row';
import { BUREAU } from './roles';

/** The duty to share and what it is counted with. */
export const DUTY_POLICY = {
  'workCalendar.get': { who: 'signed-in' },
  'workCalendar.replace': { who: [any(...BUREAU)] },
  'workCalendar.importFile': { who: [any(...BUREAU)] },
} satisfies Record<string, AccessRow>;
