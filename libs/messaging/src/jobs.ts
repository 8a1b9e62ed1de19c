/** Mails that tell what became of a reservation; `objectId` is the step in its history. */
export const RESERVATION_NEWS = [
  'reservation-asked',
  'reservation-asked-second',
  'reservation-passed',
  'reservation-unanswered',
  'reservation-confirmed',
  'reservation-moved',
  'reservation-rejected',
  'reservation-cancelled',
  'reservation-withdrawn',
  'reservation-expired',
  'reservation-missed',
  'reservation-overrun',
] as const;
export type ReservationNews = (typeof RESERVATION_NEWS)[number];

/** Mails that tell what became of an order; `objectId` is the step in its history, or the order that was placed. */
export const ORDER_NEWS = [
  ...(['order-submitted', 'order-priced', 'order-quote-accepted', 'order-rejected'] as const),
  ...(['order-withdrawn', 'order-expired', 'order-sent', 'order-received', 'order-late'] as const),
  ...(['order-promise-moved', 'order-confirmed', 'order-cancelled'] as const),
  ...(['order-completed', 'order-accepted', 'order-accepted-by-silence'] as const),
  ...(['order-change-to-approve', 'order-change-offered'] as const),
  ...(['order-change-accepted', 'order-change-declined', 'order-disputed'] as const),
  ...(['order-adjustment-offered', 'order-dispute-settled', 'order-dispute-decided'] as const),
] as const;
export type OrderNews = (typeof ORDER_NEWS)[number];

/** Mails that tell what became of a statement or a request for an invoice; `objectId` is that paper. */
export const SETTLEMENT_NEWS = [
  ...(['statement-sent', 'statement-confirmed', 'statement-disputed'] as const),
  ...(['invoice-requested', 'invoice-issued', 'invoice-refused'] as const),
] as const;
export type SettlementNews = (typeof SETTLEMENT_NEWS)[number];

/** Mails that tell what became of a voucher; `objectId` is the withdrawal. */
export const VOUCHER_NEWS = ['voucher-withdrawn'] as const;
export type VoucherNews = (typeof VOUCHER_NEWS)[number];

/** Mails the system sends; `objectId` names whom or what each is about, `linkId` the signed link in it. */
export const MAILS = [
  'invitation',
  'password-reset',
  'organisation-verified',
  'organisation-returned',
  'order-confirmation',
  'reservation-displaced',
  'waiting-offer',
  'waiting-alert',
  'reservation-handed-over',
  'reservation-clash',
  'reservation-clash-settled',
  'qualification-ending',
  'offline-asked',
  'offline-reminder',
  'offline-silent',
  'offline-evidence',
  'order-completion',
  'order-messages',
  ...RESERVATION_NEWS,
  ...ORDER_NEWS,
  ...SETTLEMENT_NEWS,
  ...VOUCHER_NEWS,
] as const;
export type MailKind = (typeof MAILS)[number];

/** What each job is given: ids and years only, never objects. */
export interface JobPayloads {
  'deliver-instrument': { instrumentId: string };
  'deliver-service-record': { orderId: string };
  'release-retired': { instrumentId: string };
  'import-ledger': { runId: string };
  'recount-deadlines': { year: number };
  'send-mail': { mail: MailKind; objectId: string; linkId?: string };
  'confirm-waiting': { organisationId: string };
  /** A step in the history of a reservation; a trigger there writes the message. */
  'tell-reservation-change': { changeId: string };
  /** A step of an order or the order that was placed; triggers there write the message. */
  'tell-order-change': { changeId: string };
  'note-late-orders': Record<string, never>;
  'deliver-webhook': { deliveryId: string };
  'deliver-message': { deliveryId: string };
  'run-sync': { runId: string };
  'record-usage': { orderId: string };
  'catch-up-usage': Record<string, never>;
  'settle-busy-clashes': Record<string, never>;
  'read-busy-calendars': Record<string, never>;
  'nightly-sync': Record<string, never>;
  'accept-silent-orders': Record<string, never>;
  'expire-sample-quotes': Record<string, never>;
  'draft-monthly-statements': Record<string, never>;
  'chase-providers': Record<string, never>;
  'expire-vouchers': Record<string, never>;
  'check-ledger': Record<string, never>;
  'release-stale-requests': Record<string, never>;
  'plan-maintenance': Record<string, never>;
  'propose-times': { reservationId: string };
  /** Asked for by a trigger of the database, whoever frees the time. */
  'offer-freed-time': { instrumentId: string };
  'remind-qualifications': Record<string, never>;
  'forget-expired': Record<string, never>;
}

export type JobName = keyof JobPayloads;

/** The queue of each job: what may run side by side shares one, what must not starve has its own. */
export const JOB_QUEUES: Record<JobName, QueueName> = {
  'deliver-instrument': 'platform',
  'deliver-service-record': 'platform',
  'release-retired': 'housekeeping',
  'import-ledger': 'imports',
  'recount-deadlines': 'housekeeping',
  'send-mail': 'mail',
  'confirm-waiting': 'housekeeping',
  'tell-reservation-change': 'mail',
  'tell-order-change': 'mail',
  'note-late-orders': 'housekeeping',
  'deliver-webhook': 'webhooks',
  'deliver-message': 'messages',
  'run-sync': 'platform-runs',
  'record-usage': 'housekeeping',
  'catch-up-usage': 'housekeeping',
  'settle-busy-clashes': 'housekeeping',
  'read-busy-calendars': 'platform',
  'nightly-sync': 'platform-runs',
  'accept-silent-orders': 'housekeeping',
  'expire-sample-quotes': 'housekeeping',
  'draft-monthly-statements': 'housekeeping',
  'chase-providers': 'housekeeping',
  'expire-vouchers': 'housekeeping',
  'check-ledger': 'housekeeping',
  'release-stale-requests': 'housekeeping',
  'plan-maintenance': 'housekeeping',
  'propose-times': 'housekeeping',
  'offer-freed-time': 'housekeeping',
  'remind-qualifications': 'housekeeping',
  'forget-expired': 'housekeeping',
};

/** How many jobs of a queue one worker runs at a time. */
export const QUEUES = {
  platform: { concurrency: 4 },
  'platform-runs': { concurrency: 1 },
  imports: { concurrency: 2 },
  mail: { concurrency: 2 },
  webhooks: { concurrency: 8 },
  messages: { concurrency: 4 },
  housekeeping: { concurrency: 1 },
} as const;

export type QueueName = keyof typeof QUEUES;

/** What may be told to the rest of the system after commit, and the job each event becomes. */
export const EVENTS = {
  'instrument-changed': ['deliver-instrument'],
  'instrument-retired': ['release-retired'],
  'service-completed': ['deliver-service-record', 'record-usage'],
  'import-requested': ['import-ledger'],
  'reservation-displaced': ['propose-times'],
  'work-calendar-changed': ['recount-deadlines'],
  'sync-run-requested': ['run-sync'],
  'mail-requested': ['send-mail'],
  'webhook-due': ['deliver-webhook'],
  'message-due': ['deliver-message'],
  'organisation-verified': ['confirm-waiting'],
} as const satisfies Record<string, readonly [JobName, ...JobName[]]>;

export type EventName = keyof typeof EVENTS;

/** The payload of an event is that of its jobs. */
export type EventPayload<E extends EventName> = JobPayloads[(typeof EVENTS)[E][number]];

/** Jobs that start by the clock: cron with seconds, in a named time zone. */
export const SCHEDULES: readonly { job: JobName; cron: string; timeZone: string }[] = [
  { job: 'nightly-sync', cron: '0 0 2 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'accept-silent-orders', cron: '0 10 * * * *', timeZone: 'Asia/Shanghai' },
  { job: 'catch-up-usage', cron: '0 20 3 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'settle-busy-clashes', cron: '30 * * * * *', timeZone: 'Asia/Shanghai' },
  { job: 'read-busy-calendars', cron: '15 */10 * * * *', timeZone: 'Asia/Shanghai' },
  { job: 'expire-sample-quotes', cron: '0 2 0 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'chase-providers', cron: '0 10 9 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'draft-monthly-statements', cron: '0 30 4 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'expire-vouchers', cron: '0 5 0 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'check-ledger', cron: '0 15 3 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'forget-expired', cron: '0 40 3 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'note-late-orders', cron: '0 45 8 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'remind-qualifications', cron: '0 30 8 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'plan-maintenance', cron: '0 50 2 * * *', timeZone: 'Asia/Shanghai' },
  { job: 'release-stale-requests', cron: '0 */5 * * * *', timeZone: 'Asia/Shanghai' },
];
