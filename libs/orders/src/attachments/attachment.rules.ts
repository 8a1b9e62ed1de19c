import { isOver, type OrderState } from '../order.words';

/** States in which somebody relies on what lies with an order. */
const RELIED_ON: readonly OrderState[] = ['disputed', 'accepted'];

/** How many files an order holds at a time: an archive of one order stays one that a person reads. */
export const MOST_ATTACHMENTS = 50;

/** Whether anything may be laid beside an order. */
export const takesAttachments = (state: OrderState): boolean => !isOver(state);

/** Whether an attachment may be taken away; the report that was handed over never is. */
export const isRemovable = (state: OrderState, isReportOfOrder: boolean): boolean =>
  !isOver(state) && !RELIED_ON.includes(state) && !isReportOfOrder;
