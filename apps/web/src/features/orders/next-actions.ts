import type { ListedOrder } from './api';

/** Something that can be done to an order, as the order tells. */
export type Action = ListedOrder['allowedActions'][number];

/** What brings an order on; whoever may do it is waited for. */
const FORWARD: readonly Action[] = [
  ...(['price', 'accept-quote', 'confirm', 'accept-evidence', 'send', 'receive', 'start'] as const),
  ...(['complete', 'approve-change', 'accept-change', 'accept', 'accept-adjustment'] as const),
  ...(['propose-adjustment', 'decide-dispute'] as const),
];

/** What one may do at any time, while it is somebody else's turn. */
const NEVER_AWAITED: Readonly<Partial<Record<ListedOrder['state'], readonly Action[]>>> = {
  // The lab may revise a quote that waits for the user organisation, and receive what was never announced.
  priced: ['price'],
  open: ['receive'],
};

/** Whether the order waits for its reader. */
export const isMyTurn = ({
  state,
  allowedActions,
}: Pick<ListedOrder, 'state' | 'allowedActions'>): boolean =>
  allowedActions.some(
    (action) => FORWARD.includes(action) && !NEVER_AWAITED[state]?.includes(action),
  );
