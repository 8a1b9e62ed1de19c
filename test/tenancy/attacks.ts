import { newId } from '@app/common';
import { ACCESS_POLICY, type ObjectType, type Role, ROLES, Subjects } from '@app/identity';
import { type Answer, send } from '../access/client';
import type { Desk } from '../access/crossing';
import type { Operation } from '../access/operations';
import { addressOf } from '../access/parameters';
import { freeHour } from '../access/world/days';
import { CONTRACT_HASH } from '../access/world/seed-contracts';
import { CARD } from '../access/world/seed-settlements';
import type { Caller } from '../access/world/callers';
import type { World } from '../access/world/world';
import { SERVICE_ITEM } from '../access/world/seed-samples';

/** Roles whose people reach every organisation's rows because of their office; all others reach their own. */
const OFFICES: readonly Role[] = [
  ...(['bureau_reviewer', 'finance_officer', 'bureau_admin', 'auditor', 'security_admin'] as const),
  ...(['county_reviewer', 'department_reviewer', 'measure_reviewer'] as const),
];

/** Types of object that the database knows no organisation for, each with the reason why. */
export const NOT_GUARDED: Partial<Record<ObjectType, string>> = {
  organisation: 'the register of organisations is public',
  member: 'accounts are people’s; the guard reads them before it knows who calls',
  session: 'a person’s, read by the guard before it knows who calls',
  identity: 'a person’s, read when somebody signs in',
  'api-key': 'read by the guard before it knows who calls',
  delegation: 'read by the guard before it knows who calls',
  'calendar-feed': 'a person’s: the statements name whose it is',
  hold: 'a person’s: the statements name who holds the time',
  lab: 'read with the public catalogue; the statements name whose it is, and a trigger keeps strangers from writing',
  'service-item': 'published; the statements name whose it is',
  'voucher-programme': 'published',
  'payment-batch': 'the office’s own',
  'sync-run': 'the office’s own',
  'sync-item': 'the office’s own',
};

/** Operations that a rule of their own keeps from strangers besides, so that nothing gets through without policies either. */
export const RULED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['instruments.approve', 'instruments.sendBack', 'revisions.approve', 'revisions.sendBack'].map(
      (id) => [id, 'a review asks by itself whose turn it is'],
    ),
  ),
  'walkIns.start': 'a booking of what anybody may book, by the rules and hours of the instrument',
  ...Object.fromEntries(
    ['receipts.match', 'receipts.reopen', 'receipts.refund'].map((id) => [
      ...[id, 'a receipt is its holder’s alone to move'],
    ]),
  ),
  ...Object.fromEntries(
    ['projectCards.put', 'projectCards.charge', 'projectCards.reverse'].map((id) => [
      ...[id, 'a project card is its organisation’s alone to change and to charge'],
    ]),
  ),
  'usageSheet.upload': 'reads a file, which these calls bring none of',
  'orderContracts.scan': 'opens the paper of one side, which these calls do not name',
  'offlineOrders.readPaper': 'opens one of several papers, which these calls do not name',
};

/** Instruments are a public catalogue: the database keeps strangers from changing it, not from reading it. */
const READS_CATALOGUE = (operation: Operation): boolean =>
  operation.row.object === 'instrument' && (operation.method === 'GET' || WAITS_FOR(operation));

/** Who joins a line writes a row of their own organisation, and nothing of the instrument's. */
const WAITS_FOR = ({ id }: Operation): boolean => id === 'waitingList.join';

/** Somebody's call on an object of another organisation. */
export interface Attack {
  operation: Operation;
  role: Role;
  caller: Caller;
  object: string;
}

/** What came of it. */
export interface Outcome extends Answer {
  attack: Attack;
  /** Tables it changed. */
  changed: string[];
}

/** Operations on guarded objects that people of ordinary organisations may call on objects of their own. */
export function guardedOperations({ operations }: Desk): Operation[] {
  return [...operations.values()].filter((operation) => {
    const { object } = operation.row;
    const isGuarded = object !== undefined && NOT_GUARDED[object] === undefined;
    return isGuarded && !READS_CATALOGUE(operation) && roleFor(operation) !== undefined;
  });
}

/** A role that opens the operation on objects of one's own, without an office's reach. */
function roleFor({ id }: Operation): Role | undefined {
  const { who } = ACCESS_POLICY[id] ?? {};
  if (typeof who === 'string' || who === undefined) return undefined;
  return ROLES.find(
    (role) => !OFFICES.includes(role) && who.some((grant) => grant.roles.includes(role)),
  );
}

/** Every call by somebody of either side on what belongs to the others. */
export function attacksOf({ world }: Desk, operation: Operation): Attack[] {
  const role = roleFor(operation);
  const { object: type } = operation.row;
  if (!role || !type) return [];
  const callers = world.callers.people.filter(({ name }) =>
    /^(enterprise|enterprise2|university|shanghai)\.first$/.test(name),
  );
  return world.objectsOf(type).flatMap((object) => {
    const { of = [], across = [] } = world.standingOf(object);
    return callers
      .filter(({ organisation }) => ![...of, ...across].includes(organisation))
      .map((caller) => ({ operation, role, caller, object }));
  });
}

/** Makes the guard take every object for the caller's own: what still stops a call stands behind the guard. */
export class BlindGuard {
  private caller: Caller | undefined;

  constructor(private readonly desk: Desk) {
    const { world, app } = desk;
    jest.spyOn(app.get(Subjects, { strict: false }), 'find').mockImplementation(() => {
      if (!this.caller?.person) throw new Error('nobody calls');
      const organisationId = world.ids.organisation(this.caller.organisation);
      return Promise.resolve({
        userId: world.ids.of(`member:${this.caller.person}`),
        organisationIds: [organisationId],
        counterpartyIds: [organisationId],
        regionCodes: [],
        supervisorIds: [],
        published: true,
        personal: true,
      });
    });
  }

  /** Calls, tells what came of it, and puts the world back. `objectId` in place of the attack's own. */
  async let(attack: Attack, objectId?: string): Promise<Outcome> {
    const { world, app } = this.desk;
    const { operation, role, caller, object } = attack;
    this.caller = caller;
    await world.wear(role);
    const answer = await send(app, {
      method: operation.method,
      url: addressOf(world, operation, {
        objectId: objectId ?? world.ids.of(object),
        object,
        caller,
      }),
      headers: { ...caller.headers, 'if-match': '"1"' },
      body: bodyOf(operation, world, object),
    });
    const { changes } = await world.log.read(answer.requestId);
    if (changes.length > 0) await world.restore(changes);
    return { ...answer, attack, changed: changes.map(({ table }) => table) };
  }
}

const hours = { weekly: [{ weekday: 1, from: '08:00', to: '12:00' }], onHolidays: 'open' };
const reason = { reason: '理由' };

/** Bodies that are taken, by operation; those that are not named take an empty one or none. */
const BODIES: Readonly<Record<string, (world: World, object: string) => object>> = {
  'orderMessages.send': () => ({ text: '样品何时寄出？' }),
  'orderMessages.read': (world, object) => ({
    untilId: world.ids.of(object.replace('order:', 'order-message:')),
  }),
  'orderAttachments.attach': () => ({ fileId: newId(), kind: 'other' }),
  'orderContracts.accept': () => ({ sha256: CONTRACT_HASH }),
  'contractRequirements.put': () => ({ rule: 'each' }),
  'runs.putMapping': () => ({ columns: [{ index: 0, field: 'assetNumber' }] }),
  'instrumentFiles.attach': (world, object) => ({
    ...{ fileId: ofHolder(world, 'file', object, '.spare'), kind: 'document' },
  }),
  'instrumentEvidence.attach': (world, object) => ({
    fileId: ofHolder(world, 'file', object, '.spare'),
  }),
  'instrumentResources.put': (world, object) => ({
    resourceIds: [ofHolder(world, 'resource', object)],
  }),
  'instruments.update': () => ({ model: 'Sigma 500' }),
  'instruments.suspend': () => reason,
  'instruments.retire': () => reason,
  'instruments.putOpeningHours': () => hours,
  'instruments.putBookingPolicy': () => ({ maxMinutes: 120 }),
  'instruments.putFeeSchedule': () => ({
    validFrom: '2030-01-01',
    lines: [{ kind: 'per_hour', amountFen: 1 }],
  }),
  'exemptions.request': () => reason,
  'externalIds.put': () => ({ externalIds: [{ scheme: 'nrii', number: '1' }] }),
  'sensors.put': () => ({ number: '1', installedOn: '2026-01-05' }),
  'downtimes.create': () => ({ ...freeHour(), kind: 'maintenance', ...reason }),
  'downtimes.change': () => ({ endsAt: freeHour(20).endsAt }),
  'maintenancePlans.create': () => ({
    ...{ ...freeHour(), ...reason },
    repeat: { every: 'week', interval: 1, count: 2 },
  }),
  'downtimes.preview': () => ({ ...freeHour(), kind: 'maintenance', ...reason }),
  'qualifications.grant': () => ({ login: 'enterprise.second' }),
  'userGroups.put': () => ({ nameZh: '长期合作单位' }),
  'userGroups.addMember': () => ({ login: 'enterprise.second' }),
  'reservations.reject': () => reason,
  'reservations.forgive': () => reason,
  'reservations.extend': () => ({ endsAt: freeHour(1).endsAt }),
  'reservations.handOver': (world) => ({ userId: world.ids.of('member:enterprise.second') }),
  'reservations.rate': () => ({ stars: 4 }),
  'busyTimes.put': () => freeHour(),
  'busyCalendar.put': () => ({ address: 'https://example.test/calendar.ics' }),
  'usageRecords.create': () => ({
    ...{ startsAt: freeHour(-3).startsAt, endsAt: freeHour(-3).endsAt, userName: '分析中心' },
    ...{ kind: 'internal', source: 'log_book', evidence: '第 13 页' },
  }),
  'usageRecords.reject': () => reason,
  'reservations.move': () => freeHour(),
  'reservationSeries.move': (world, object) => ({
    ...{ from: world.ids.of(object.replace('reservation-series:', 'reservation:')), scope: 'all' },
    ...freeHour(),
  }),
  'orders.dispute': () => reason,
  'disputes.offer': () => ({ feeFen: 100, ...reason }),
  'disputes.acceptOffer': () => ({ feeFen: 100 }),
  'disputes.decide': () => ({ decision: 'upheld', ...reason }),
  'sampleOrders.price': () => ({
    lines: [{ text: '断裂强力', quantity: 1, unitFen: 1, ...reason }],
    promisedOn: '2099-01-01',
  }),
  'sampleOrders.reject': () => reason,
  'sampleOrders.send': () => ({ carrier: '顺丰' }),
  'offlineOrders.reject': () => reason,
  'offlineEvidence.provide': (world) => ({ fileId: world.ids.of('file:enterprise'), ...reason }),
  'offlineEvidence.sendBack': () => reason,
  'agreedPrices.withdraw': () => reason,
  'serviceItems.put': () => SERVICE_ITEM,
  'sampleWorks.plan': (world) => ({
    instrumentId: world.ids.of('instrument:university.listed'),
    ...freeHour(),
  }),
  'samplePromises.change': () => ({ promisedOn: '2099-02-01', ...reason }),
  'samplePromises.putCapacity': () => ({ minutesPerDay: 420 }),
  'changeOrders.propose': () => ({
    ...{ lines: [{ kind: 'other', text: '加测', amountFen: 100 }], ...reason },
  }),
  'invoices.allocate': (world) => ({
    orderId: world.ids.of('order:enterprise.claimable'),
    amountFen: 1,
  }),
  'invoices.verify': () => ({ result: 'valid' }),
  'statements.confirm': () => ({ ownFen: 1 }),
  'statements.dispute': () => reason,
  'statements.void': () => reason,
  'statements.correct': () => ({}),
  'statements.invoice': () => ({
    ...{ number: '26332000000000000012', kind: 'ordinary', title: '测试企业' },
    ...{ taxNumber: '9133', issuedOn: '2026-01-06', amountFen: 1 },
  }),
  'invoiceRequests.issue': () => ({
    ...{ number: '26332000000000000011', kind: 'ordinary', title: '测试企业' },
    ...{ taxNumber: '9133', issuedOn: '2026-01-06', amountFen: 1 },
  }),
  'invoiceRequests.refuse': () => reason,
  'receipts.match': (world) => ({
    orderId: world.ids.of('order:enterprise.claimable'),
    amountFen: 1,
  }),
  'receipts.reopen': (world) => ({ orderId: world.ids.of('order:enterprise.claimable') }),
  'receipts.refund': (world) => ({
    orderId: world.ids.of('order:enterprise.claimable'),
    ...{ amountFen: 1, ...reason },
  }),
  'projectCards.put': () => ({ ...CARD, ownerId: newId() }),
  'projectCards.charge': (world) => ({
    orderId: world.ids.of('order:university.served'),
    amountFen: 1,
  }),
  'projectCards.reverse': (world) => ({
    transferId: world.ids.of('card-transfer:university'),
    ...reason,
  }),
  'writeOffs.propose': () => ({ amountFen: 1, ...reason }),
  'invoices.flush': () => ({ number: '26332000000000000009', issuedOn: '2026-01-06' }),
  'orderConfirmations.ask': () => ({ email: 'provider@example.org' }),
  'quotaApplications.resubmit': () => ({
    ...{ amountFen: 1, purpose: 'testing', statement: '测试' },
  }),
  'voucherWithdrawals.propose': () => reason,
  'voucherWithdrawals.decline': () => reason,
  'noticeObjections.record': () => ({ objector: '张三', statement: '异议' }),
  'noticeObjections.decide': () => ({ outcome: 'dismissed', ...reason }),
  'claims.resubmit': () => ({
    invoices: [{ number: '1', issuedOn: '2026-01-05', amountFen: 10_000 }],
    paymentProof: { reference: '1', paidOn: '2026-01-06', amountFen: 10_000 },
  }),
  'providerAdmissions.correct': () => ({
    commitmentFileId: newId(),
    payeeAccountId: newId(),
    abilities: ['材料检测'],
  }),
};

/** Something of the holder whose instrument is attacked. */
function ofHolder(world: World, type: string, object: string, part = ''): string {
  const holder = /^instrument:(\w+)/.exec(object)?.[1] ?? '';
  return world.ids.of(`${type}:${holder}${part}`);
}

function bodyOf({ id, method }: Operation, world: World, object: string): object | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  return BODIES[id]?.(world, object) ?? {};
}
