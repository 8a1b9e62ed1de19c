import {
  SERVICE_NATURES,
  type ServiceNature,
  VOUCHER_PURPOSES,
  type VoucherPurpose,
} from '@app/vouchers';

/** What a service is for (用途): the list a voucher programme chooses from. */
export const PURPOSES = VOUCHER_PURPOSES;
export type Purpose = VoucherPurpose;

/** What is ordered (服务性质), declared by the user organisation: programmes exclude some of the list. */
export const NATURES = SERVICE_NATURES;
export type Nature = ServiceNature;

/** How a service is rendered: machine time, samples sent in, or arranged outside the product. */
export const ORDER_KINDS = ['slot', 'sample', 'offline'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** Every state an order of any kind can be in; which ones a kind knows is told by its life. */
export const ORDER_STATES = [
  ...(['submitted', 'priced', 'open', 'sent', 'received', 'running'] as const),
  ...(['completed', 'accepted', 'disputed', 'cancelled'] as const),
  ...(['rejected', 'withdrawn', 'expired'] as const),
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

const OVER: readonly OrderState[] = ['cancelled', 'rejected', 'withdrawn', 'expired'];
/** Whether an order came to nothing: it binds nobody any more. */
export const isOver = (state: OrderState): boolean => OVER.includes(state);

/** What may be done to an order of any kind; reservations reprice with `move`. */
export const ORDER_ACTIONS = [
  ...(['price', 'accept-quote', 'reject', 'withdraw', 'expire'] as const),
  ...(['confirm', 'provide-evidence', 'accept-evidence', 'return-evidence'] as const),
  'keep-papers',
  ...(['send', 'receive', 'start', 're-promise'] as const),
  'complete',
  'move',
  'cancel',
  'propose-change',
  'approve-change',
  'accept-change',
  'decline-change',
  'withdraw-change',
  'accept',
  'dispute',
  'propose-adjustment',
  'accept-adjustment',
  'withdraw-dispute',
  'decide-dispute',
] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** The sides of an order, as the asker's organisation stands to it. */
export const ORDER_SIDES = ['user', 'provider'] as const;
export type OrderSide = (typeof ORDER_SIDES)[number];
