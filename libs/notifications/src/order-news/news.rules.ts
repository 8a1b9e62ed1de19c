import type { OrderNews } from '@app/messaging';

/** A step in the life of an order, as far as somebody is told of it. */
export interface OrderStepTold {
  kind: string;
  /** As its history calls it; `submit` for an order of samples that was placed. */
  action: string;
}

/** What is told of each action; one without a row is nobody's news. */
const NEWS: Readonly<Record<string, readonly OrderNews[]>> = {
  submit: ['order-submitted'],
  price: ['order-priced'],
  'accept-quote': ['order-quote-accepted'],
  reject: ['order-rejected'],
  withdraw: ['order-withdrawn'],
  expire: ['order-expired'],
  send: ['order-sent'],
  receive: ['order-received'],
  late: ['order-late'],
  're-promise': ['order-promise-moved'],
  confirm: ['order-confirmed'],
  'accept-evidence': ['order-confirmed'],
  cancel: ['order-cancelled'],
  complete: ['order-completed'],
  accept: ['order-accepted'],
  'accept-silent': ['order-accepted-by-silence'],
  // A reduction waits for a second person of the lab, all else for the user side: the recipients tell which it is.
  'propose-change': ['order-change-to-approve', 'order-change-offered'],
  'approve-change': ['order-change-offered'],
  'accept-change': ['order-change-accepted'],
  'decline-change': ['order-change-declined'],
  dispute: ['order-disputed'],
  'propose-adjustment': ['order-adjustment-offered'],
  'accept-adjustment': ['order-dispute-settled'],
  'withdraw-dispute': ['order-dispute-settled'],
  'decide-dispute': ['order-dispute-decided'],
};

/** Which mails tell of a step; that machine time is called off is told by its reservation. */
export function orderNewsOf({ kind, action }: OrderStepTold): readonly OrderNews[] {
  if (kind === 'slot' && action === 'cancel') return [];
  return NEWS[action] ?? [];
}
