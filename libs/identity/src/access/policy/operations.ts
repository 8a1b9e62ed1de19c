import { any, type AccessRow } from '../access-row';
import { BUREAU, READERS } from './roles';

/** Health, metrics and the exchange with the regional platform. */
export const OPERATIONS_POLICY = {
  'health.live': { who: 'anyone' },
  'health.ready': { who: 'anyone' },
  'metrics.read': { who: 'anyone' },

  'sync.createRun': { who: [any(...BUREAU)] },
  'sync.listRuns': { who: [any(...READERS)] },
  'sync.getRun': { object: 'sync-run', who: [any(...READERS)] },
  'sync.listItems': { who: [any(...READERS)] },
  'sync.resend': { object: 'sync-item', who: [any(...BUREAU)] },
} satisfies Record<string, AccessRow>;
