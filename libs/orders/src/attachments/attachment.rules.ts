import type { OrderState } from '../order.words';

/** States of an order that came to nothing. */
const OVER: readonly OrderState[] = ['cancelled', 'rejected', 'withdrawn', 'expired'];
/** States in which somebody relies on what lies with an order. */
const RELIED_ON: readonly OrderState[] = ['disputed', 'accepted'];

/** How many files an order holds at a time: an archive of one order stays one that a person reads. */
export const MOST_ATTACHMENTS = 50;

/** Whether anything may be laid beside an order. */
export const takesAttachments = (state: OrderState): boolean => !OVER.includes(state);

/** Whether an attachment may be taken away; the report that was handed over never is. */
export const isRemovable = (state: OrderState, isReportOfOrder: boolean): boolean =>
  !OVER.includes(state) && !RELIED_ON.includes(state) && !isReportOfOrder;
