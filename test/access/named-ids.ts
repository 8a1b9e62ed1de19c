import { newId } from '@app/common';
import type { Role } from '@app/identity';
import type { PersonName } from './world/cast';
import { dayAhead, freeHour, heldHour } from './world/days';
import { CONTRACT_HASH } from './world/seed-contracts';
import type { World } from './world/world';
import { PRICE_IDS } from './named-price-ids';
import { SETTLEMENT_IDS } from './named-settlement-ids';

/** An id that a body or a query names, and what happens with one that is not the caller's to name. */
export interface NamedId {
  operation: string;
  /** Property of the body or of the query, or part of the address. */
  property: string;
  by: PersonName;
  as: Role;
  /** Name of the object of the address. */
  on?: string;
  /** What the caller may name: shows that the rest of the request is good. */
  own: string;
  /** What the caller may not name: each answers as an id of nothing does, and stays as it is. */
  foreign: readonly string[];
  /** The rest of the body, of the query for a GET; `named` is the object in question. */
  rest?: (world: World, named: string) => object;
}

const booking = (): object => ({ ...freeHour(), purpose: 'testing' });
const ONCE = { repeat: { every: 'week', interval: 1, count: 1 } };
const bookingAt = (instrument: string) => (world: World) => ({
  ...booking(),
  instrumentId: world.ids.of(instrument),
});
const papers = (): object => ({
  invoices: [{ number: '26332000000000000001', issuedOn: '2026-01-05', amountFen: 10_000 }],
  paymentProof: { reference: '付款回单', paidOn: '2026-01-06', amountFen: 10_000 },
});
const letter = { actions: ['claims'], startsOn: '2026-01-01', endsOn: '2027-01-01' };
const application = (world: World): object => ({
  commitmentFileId: world.ids.of('file:shanghai'),
  payeeAccountId: world.ids.of('payee-account:shanghai.active'),
  abilities: ['材料检测'],
});

/** Samples for a provider, who is named beside. */
const samples = (): object => ({
  ...{ kind: 'sample', urgency: 'normal', reportKind: 'none', leftOver: 'return' },
  ...{ purpose: 'testing', items: [{ name: '断裂强力', quantity: 1 }] },
  samples: [{ name: '机织物', quantity: 1 }],
});

/** A service arranged with a provider, who is named beside. */
const service = (world: World): object => ({
  ...{ kind: 'offline', description: '透射电镜观察', purpose: 'testing', feeFen: 10_000 },
  ...{ ...freeHour(), contactEmail: 'lab@provider.example' },
  ...{ providerOrganisationId: world.ids.organisation('shanghai') },
  ...{ place: '浦东新区', regionCode: '310000' },
});

const DRAFTS = ['instrument:university.draft', 'instrument:shanghai.draft'];
const user = { by: 'enterprise.first', as: 'enterprise_member' } as const;
const admin = { by: 'enterprise.first', as: 'enterprise_admin' } as const;

/** An instrument as its holder would describe it. */
const description = (): object => ({
  ...{
    nameZh: '能谱仪',
    assetNumber: newId(),
    categoryCode: '010102',
    model: 'X',
    manufacturer: 'Y',
  },
  ...{ originalValueFen: 100, fundingClasses: ['own'], acceptedOn: '2026-01-05' },
  ...{ regionCode: '330402', address: '理化楼 101' },
});
const whole = {
  property: 'wholeId',
  by: 'university.first',
  as: 'lab_manager',
  // One that nobody has booked: a whole takes no part while it is.
  own: 'instrument:university.suspended',
  foreign: ['instrument:shanghai.listed'],
} as const;

/** A file that is not that instrument's, in the address of one. */
const pictured = {
  property: 'fileId',
  own: 'file:university.photo',
  foreign: ['file:university.evidence', 'file:university.spare', 'file:shanghai.photo'],
};
const proven = {
  property: 'fileId',
  own: 'file:university.evidence',
  foreign: ['file:university.photo', 'file:university.spare', 'file:shanghai.evidence'],
};
const attached = {
  property: 'fileId',
  own: 'file:university.spare',
  foreign: ['file:shanghai.spare', 'file:enterprise'],
};
/** An hour of use that is over. */
const usedHour = (): object => ({
  ...{ startsAt: dayAhead(-2).toISO(), endsAt: dayAhead(-1).toISO() },
  ...{ userName: '分析中心', kind: 'internal', source: 'log_book' },
});
const laboratory = { by: 'university.first', as: 'lab_manager' } as const;
const LISTED = { on: 'instrument:university.listed' } as const;

/** Every id that a request names beside the address. */
export const NAMED_IDS: readonly NamedId[] = [
  {
    ...{ operation: 'instrumentResources.put', property: 'resourceIds', ...laboratory },
    ...{ on: 'instrument:university.draft', own: 'resource:university' },
    foreign: ['resource:shanghai'],
  },
  {
    ...{ operation: 'instrumentLab.put', property: 'labId', ...laboratory },
    ...{ on: 'instrument:university.draft', own: 'lab:university', foreign: ['lab:shanghai'] },
  },
  {
    ...{ operation: 'userGroups.removeMember', property: 'memberId', ...laboratory },
    ...{ on: 'user-group:university', own: 'group-member:university' },
    foreign: ['group-member:shanghai'],
  },
  ...PRICE_IDS,
  { operation: 'instrumentFiles.content', ...LISTED, ...user, ...pictured },
  { operation: 'instrumentFiles.detach', ...LISTED, ...laboratory, ...pictured },
  { operation: 'instrumentEvidence.content', ...LISTED, ...laboratory, ...proven },
  { operation: 'instrumentEvidence.detach', ...LISTED, ...laboratory, ...proven },
  {
    ...{ operation: 'instrumentFiles.attach', ...LISTED, ...laboratory, ...attached },
    rest: () => ({ kind: 'document' }),
  },
  { operation: 'instrumentEvidence.attach', ...LISTED, ...laboratory, ...attached },
  {
    ...{ operation: 'usageRecords.create', ...LISTED, ...laboratory, ...attached },
    property: 'evidenceFileId',
    rest: usedHour,
  },
  {
    ...{ operation: 'calendarFeeds.create', property: 'instrumentId', ...user },
    ...{ own: 'instrument:university.listed', foreign: DRAFTS },
    rest: () => ({ kind: 'instrument' }),
  },
  { operation: 'instruments.create', ...whole, rest: description },
  { operation: 'instruments.update', on: 'instrument:university.draft', ...whole },
  {
    ...{ ...whole, operation: 'instruments.retire', property: 'successorId' },
    ...{ on: 'instrument:university.listed', rest: () => ({ reason: '更新换代' }) },
  },
  {
    ...{ operation: 'quotes.create', property: 'instrumentId', ...user, rest: booking },
    ...{ own: 'instrument:university.listed', foreign: DRAFTS },
  },
  {
    ...{ operation: 'quotes.create', property: 'voucherId', ...user },
    ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
    rest: bookingAt('instrument:shanghai.listed'),
  },
  {
    ...{ operation: 'availability.search', property: 'voucherId', ...user },
    ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
    rest: () => ({ from: freeHour().startsAt, to: freeHour(21).startsAt, durationMinutes: 60 }),
  },
  {
    ...{ operation: 'holds.create', property: 'instrumentId', ...user },
    ...{ own: 'instrument:university.listed', foreign: DRAFTS, rest: () => freeHour() },
  },
  {
    ...{ operation: 'reservations.create', property: 'instrumentId', ...user, rest: booking },
    ...{ own: 'instrument:university.listed', foreign: DRAFTS },
  },
  {
    ...{ operation: 'reservations.create', property: 'voucherId', ...user },
    ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
    rest: bookingAt('instrument:shanghai.listed'),
  },
  {
    ...{ operation: 'orders.create', property: 'instrumentId', ...user, rest: samples },
    ...{ own: 'instrument:university.listed', foreign: DRAFTS },
  },
  {
    ...{ operation: 'orders.create', property: 'voucherId', ...user },
    ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
    rest: (world) => ({ ...samples(), instrumentId: world.ids.of('instrument:shanghai.listed') }),
  },
  {
    ...{ operation: 'orders.create', property: 'contractFileId', ...user, rest: service },
    ...{ own: 'file:enterprise', foreign: ['file:enterprise2', 'file:shanghai'] },
  },
  ...(['contractFileId', 'reportFileId'] as const).map((property) => ({
    ...{ operation: 'offlineOrders.keepPapers', property, ...user },
    ...{ on: 'order:enterprise.filed', own: 'file:enterprise', foreign: ['file:shanghai'] },
  })),
  {
    ...{ operation: 'offlineOrders.complete', property: 'reportFileId', ...user },
    ...{ on: 'order:enterprise.arranged', own: 'file:enterprise', foreign: ['file:shanghai'] },
  },
  {
    ...{ operation: 'offlineEvidence.provide', property: 'fileId', ...user },
    ...{ on: 'order:enterprise.filed', own: 'file:enterprise', foreign: ['file:shanghai'] },
    rest: () => ({ reason: '多次联系未回复' }),
  },
  {
    // The very hour that is held: one's own hold is a key to it, somebody else's is none.
    ...{ operation: 'reservations.create', property: 'holdId', ...user },
    ...{ own: 'hold:enterprise', foreign: ['hold:enterprise2', 'hold:university'] },
    rest: (world, named) => ({
      ...bookingAt('instrument:university.listed')(world),
      ...heldHour(named.replace('hold:', '') as 'enterprise'),
    }),
  },
  {
    ...{ operation: 'webhooks.resend', property: 'deliveryId', ...admin, on: 'webhook:enterprise' },
    ...{ own: 'webhook-delivery:enterprise', foreign: ['webhook-delivery:university'] },
  },
  {
    ...{ operation: 'jointReservations.create', property: 'voucherId', ...user },
    ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
    rest: (world) => ({
      purpose: 'testing',
      items: [20, 21].map((hour) => ({
        ...{ instrumentId: world.ids.of('instrument:shanghai.listed'), ...freeHour(hour) },
      })),
    }),
  },
  ...['reservationSeries.create', 'reservationSeries.preview'].flatMap((operation) => [
    {
      ...{ operation, property: 'instrumentId', ...user },
      ...{ own: 'instrument:university.listed', foreign: DRAFTS },
      rest: () => ({ ...booking(), ...ONCE }),
    },
    {
      ...{ operation, property: 'voucherId', ...user },
      ...{ own: 'voucher:enterprise', foreign: ['voucher:enterprise2'] },
      rest: (world: World) => ({ ...bookingAt('instrument:shanghai.listed')(world), ...ONCE }),
    },
  ]),
  {
    ...{ operation: 'reservationSeries.cancel', property: 'from', ...user },
    ...{ on: 'reservation-series:enterprise.requested', own: 'reservation:enterprise.requested' },
    foreign: ['reservation:enterprise.confirmed', 'reservation:enterprise2.confirmed'],
  },
  {
    ...{ operation: 'reservationSeries.move', property: 'from', ...user },
    ...{ on: 'reservation-series:enterprise.requested', own: 'reservation:enterprise.requested' },
    foreign: ['reservation:enterprise.confirmed', 'reservation:enterprise2.confirmed'],
    rest: () => ({ ...freeHour(22), scope: 'all' }),
  },
  {
    ...{ operation: 'maintenancePlans.cancel', property: 'from', ...laboratory },
    ...{ on: 'maintenance-plan:university', own: 'downtime:university' },
    foreign: ['downtime:shanghai'],
  },
  {
    ...{ operation: 'claims.submit', property: 'orderId', ...admin, rest: papers },
    ...{ own: 'order:enterprise.claimable', foreign: ['order:enterprise2.claimable'] },
  },
  {
    ...{ operation: 'claims.submit', property: 'files', ...admin },
    ...{ own: 'file:enterprise', foreign: ['file:enterprise2', 'file:shanghai'] },
    rest: (world) => ({ ...papers(), orderId: world.ids.of('order:enterprise.claimable') }),
  },
  {
    ...{ operation: 'claims.resubmit', property: 'files', by: 'shanghai.first', as: 'lab_manager' },
    ...{ on: 'claim:shanghai.returned', own: 'file:shanghai', foreign: ['file:enterprise2'] },
    rest: papers,
  },
  {
    ...{ operation: 'payeeAccounts.propose', property: 'proofFileId', by: 'enterprise2.first' },
    ...{ as: 'enterprise_admin', on: 'organisation:enterprise2', own: 'file:enterprise2' },
    foreign: ['file:enterprise', 'file:shanghai'],
    rest: () => ({ bank: '测试银行', number: '6222000000000000018' }),
  },
  {
    ...{ operation: 'orderContracts.accept', property: 'fileId', by: 'enterprise.first' },
    ...{ as: 'enterprise_admin', on: 'order:enterprise.confirmed', own: 'file:enterprise' },
    foreign: ['file:university', 'file:shanghai'],
    rest: () => ({ sha256: CONTRACT_HASH }),
  },
  {
    ...{ operation: 'orderAttachments.attach', property: 'fileId', ...admin },
    ...{ on: 'order:enterprise.confirmed', own: 'file:enterprise' },
    foreign: ['file:university', 'file:shanghai'],
    rest: () => ({ kind: 'requirement' }),
  },
  ...['orderAttachments.content', 'orderAttachments.remove'].map((operation): NamedId => ({
    ...{ operation, property: 'attachmentId', ...admin, on: 'order:enterprise.confirmed' },
    own: 'order-attachment:enterprise.confirmed',
    foreign: ['order-attachment:enterprise2.confirmed'],
  })),
  {
    ...{ operation: 'orderMessages.read', property: 'untilId', ...admin },
    ...{ on: 'order:enterprise.confirmed', own: 'order-message:enterprise.confirmed' },
    foreign: ['order-message:enterprise2.confirmed'],
  },
  {
    ...{ operation: 'delegations.grant', property: 'fileId', ...admin },
    ...{ on: 'organisation:enterprise', own: 'file:enterprise', foreign: ['file:university'] },
    rest: (world) => ({ ...letter, agentId: world.ids.organisation('agent') }),
  },
  {
    ...{ operation: 'providerAdmissions.correct', property: 'commitmentFileId' },
    ...{ by: 'shanghai.first', as: 'holder_admin', on: 'provider-admission:shanghai' },
    ...{ own: 'file:shanghai', foreign: ['file:enterprise'], rest: application },
  },
  {
    ...{ operation: 'providerAdmissions.correct', property: 'payeeAccountId' },
    ...{ by: 'shanghai.first', as: 'holder_admin', on: 'provider-admission:shanghai' },
    ...{ own: 'payee-account:shanghai.active', foreign: ['payee-account:university.confirmed'] },
    rest: application,
  },
  {
    ...{ operation: 'reservations.handOver', property: 'userId', ...user },
    ...{ on: 'reservation:enterprise.requested', own: 'member:enterprise.second' },
    foreign: ['member:enterprise2.first', 'member:university.second'],
  },
  {
    ...{ operation: 'members.changeRoles', property: 'userId', by: 'bureau.first' },
    ...{ as: 'security_admin', on: 'organisation:enterprise' },
    ...{ own: 'member:enterprise.second', foreign: ['member:university.second'] },
    rest: () => ({ roles: ['enterprise_admin'] }),
  },
  {
    ...{ operation: 'members.remove', property: 'userId', ...admin },
    ...{ on: 'organisation:enterprise', own: 'member:enterprise.second' },
    foreign: ['member:enterprise2.first', 'member:bureau.first'],
  },
  {
    ...{ operation: 'memberSecondFactor.reset', property: 'userId', by: 'bureau.first' },
    ...{ as: 'security_admin', on: 'organisation:enterprise' },
    ...{ own: 'member:enterprise.second', foreign: ['member:university.second'] },
  },
  {
    ...{ operation: 'personalData.eraseMember', property: 'userId', by: 'bureau.first' },
    // Somebody with nothing open.
    ...{ as: 'security_admin', on: 'organisation:enterprise2' },
    ...{ own: 'member:enterprise2.second', foreign: ['member:university.second'] },
    rest: () => ({ reference: '来信 2026-1' }),
  },
  {
    ...{ operation: 'sessions.actFor', property: 'organisationId', ...user },
    ...{ own: 'organisation:enterprise', foreign: ['organisation:enterprise2'] },
  },
  {
    ...{ operation: 'sessions.actFor', property: 'delegationId', by: 'agent.first', as: 'auditor' },
    ...{ own: 'delegation:enterprise', foreign: ['delegation:university'] },
    rest: (world) => ({ organisationId: world.ids.organisation('enterprise') }),
  },
  {
    ...{ operation: 'sessions.actFor', property: 'delegationId', ...user },
    ...{ own: 'organisation:enterprise', foreign: ['delegation:university'] },
    rest: (world) => ({ organisationId: world.ids.organisation('university') }),
  },
  ...SETTLEMENT_IDS,
];
