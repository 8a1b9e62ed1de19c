import { VOUCHER_PURPOSES, type VoucherPurpose } from '@app/vouchers';

/** What a service is for (用途): the list a voucher programme chooses from. */
export const PURPOSES = VOUCHER_PURPOSES;
export type Purpose = VoucherPurpose;

/** How a service is rendered: machine time, samples sent in, or arranged outside the product. */
export const ORDER_KINDS = ['slot', 'sample', 'offline'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** Life of an order: the lab completes it, the user organisation accepts or disputes. */
export const ORDER_STATES = ['open', 'completed', 'accepted', 'disputed', 'cancelled'] as const;
export type OrderState = (typeof ORDER_STATES)[number];
