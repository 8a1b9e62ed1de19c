import type { ObjectType, Role } from '@app/identity';
import { relationsTo } from './oracle';
import type { Caller } from './world/callers';
import type { Standing } from './world/standings';

/** One thing that a list might show. */
interface Candidate {
  caller: Caller;
  role: Role;
  name: string;
  standing: Standing;
  /** Whose list it is, for a list below an object. */
  about: Standing | undefined;
}

/** What a list should show. */
export interface ListOracle {
  type: ObjectType;
  /** The operation that reads one of them: a list shows what can be opened, and nothing else. */
  reads?: string;
  /** What it shows of that, when it is not all. */
  shows?: (candidate: Candidate) => boolean;
  /** Property with the id; `id` unless told. */
  key?: string;
  /** It comes whole, not in pages. */
  whole?: true;
}

const belongsTo = ({ standing, about }: Candidate): boolean =>
  standing.of?.some((organisation) => about?.of?.includes(organisation)) ?? false;

const isPartyTo = ({ standing, about }: Candidate): boolean =>
  [...(standing.of ?? []), ...(standing.across ?? [])].some((one) => about?.of?.includes(one));

const isOfEitherSide = ({ caller, role, standing }: Candidate): boolean =>
  relationsTo(caller, role, standing).some((one) => ['organisation', 'counterparty'].includes(one));

const isOwn = ({ caller, standing }: Candidate): boolean =>
  standing.own === caller.person && !standing.over;

/** Instruments with an open revision. */
const REVISED = ['university.suspended', 'university.listed', 'shanghai.listed'].map(
  (name) => `instrument:${name}`,
);

/** Instruments of these names have a calendar. */
const ON_OFFER = ['listed', 'suspended'];

/** Who looks after all organisations, and who looks after some. */
const looksAfter = ({ caller, role, standing }: Candidate): boolean =>
  !['county_reviewer', 'department_reviewer'].includes(role) ||
  relationsTo(caller, role, standing).includes('jurisdiction');

/**
 * What each caller finds in each list, told without the libs' queries: what they may read one by one, or what `shows`
 * says. `nobody's` is a list of what belongs to nobody in particular.
 */
export const LISTS: Readonly<Record<string, ListOracle | "nobody's">> = {
  'instruments.list': { type: 'instrument', reads: 'instruments.get' },
  'duty.instruments': { type: 'instrument', reads: 'duty.get', key: 'instrumentId' },
  'duty.overdue': "nobody's",
  'quality.list': { type: 'instrument', reads: 'quality.get', key: 'instrumentId' },
  'exemptions.list': { type: 'exemption', reads: 'exemptions.get' },
  'reservations.list': { type: 'reservation', reads: 'reservations.get' },
  'timeline.list': {
    type: 'instrument',
    reads: 'downtimes.list',
    shows: ({ name }) => ON_OFFER.some((status) => name.endsWith(status)),
  },
  'orders.list': { type: 'order', reads: 'orders.get' },
  // Of one order, whose laboratory alone may ask.
  'sampleWorks.list': "nobody's",
  // Published as fee schedules are.
  'serviceItems.list': { type: 'service-item', shows: () => true },
  // Both sides of those in force; of a proposal the holder alone.
  'agreedPrices.list': { type: 'agreed-price', shows: isOfEitherSide },
  'vouchers.list': { type: 'voucher', reads: 'vouchers.get' },
  'quotaApplications.list': { type: 'quota-application', reads: 'quotaApplications.get' },
  'voucherProgrammes.list': { type: 'voucher-programme', reads: 'voucherProgrammes.get' },
  'claims.list': { type: 'claim', reads: 'claims.get' },
  // What waits, whoever of the offices asks.
  'claimRisks.inbox': "nobody's",
  // What every office of the payment chain reads.
  'paymentNotices.list': "nobody's",
  'invoices.list': { type: 'invoice', reads: 'invoices.get' },
  'statements.list': { type: 'statement', reads: 'statements.get' },
  'invoiceRequests.list': { type: 'invoice-request', reads: 'invoiceRequests.get' },
  'receipts.list': { type: 'receipt', reads: 'receipts.get' },
  'projectCards.list': { type: 'project-card', reads: 'projectCards.get' },
  'projectCards.listTransfers': "nobody's",
  // The caller's own, whoever that is.
  'bankImports.list': "nobody's",
  'incomeShares.listRules': "nobody's",
  'incomeShares.list': "nobody's",
  // The caller's own, whoever that is.
  'settlementTerms.list': "nobody's",
  'arrears.list': "nobody's",
  // Of one order, whose holder alone may ask.
  'writeOffs.list': "nobody's",
  // Of one order, whose two sides and the offices may ask.
  'orderMessages.list': "nobody's",
  'orderAttachments.list': "nobody's",
  'paymentBatches.list': { type: 'payment-batch', reads: 'paymentBatches.get' },
  'sync.listRuns': { type: 'sync-run', reads: 'sync.getRun' },
  'sync.listItems': { type: 'sync-item', shows: () => true },
  'providerAdmissions.list': { type: 'provider-admission', reads: 'providerAdmissions.get' },
  'organisations.list': { type: 'organisation', reads: 'organisations.get', shows: looksAfter },
  'members.list': {
    type: 'member',
    key: 'userId',
    shows: (one) => belongsTo(one) && !one.name.endsWith('machine'),
  },
  'invitations.list': { type: 'invitation', shows: belongsTo },
  'payeeAccounts.list': { type: 'payee-account', reads: 'payeeAccounts.get', shows: belongsTo },
  'apiKeys.list': { type: 'api-key', shows: belongsTo },
  'webhooks.list': { type: 'webhook', shows: belongsTo },
  'delegations.list': { type: 'delegation', shows: isPartyTo },
  'sessions.list': { type: 'session', whole: true, shows: isOwn },
  'identities.list': { type: 'identity', whole: true, shows: isOwn },
  'openRevisions.list': {
    type: 'instrument',
    key: 'instrumentId',
    reads: 'revisions.get',
    shows: ({ name }) => REVISED.includes(name),
  },
  'instrumentHistory.list': "nobody's",
  'vouchers.entries': "nobody's",
  // Of one voucher, which its organisation and the offices may read.
  'voucherWithdrawals.list': "nobody's",
  // Of the caller's own organisation by its id, and of one group, which its holder alone may open.
  'userGroups.list': "nobody's",
  'userGroups.members': "nobody's",
  'myQualifications.list': { type: 'qualification', whole: true, shows: isOwn },
  // Of one instrument, whose laboratory alone may ask.
  'qualifications.list': "nobody's",
  // Read with the instrument, or of the caller's own organisation by its id.
  'instrumentResources.list': "nobody's",
  'downtimes.list': "nobody's",
  'maintenancePlans.list': "nobody's",
  'proposals.list': "nobody's",
  'waitingList.list': { type: 'waiting-entry', whole: true, shows: isOwn },
  'sharedResources.list': "nobody's",
  'labs.list': "nobody's",
  'usageRecords.list': "nobody's",
  'busyTimes.clashes': "nobody's",
  'webhooks.deliveries': "nobody's",
  // Of the caller, who has been told nothing yet.
  'notificationChannels.deliveries': "nobody's",
  'calendarFeeds.list': { type: 'calendar-feed', whole: true, shows: isOwn },
  'auditTrail.list': "nobody's",
};
