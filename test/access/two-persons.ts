import type { Role } from '@app/identity';
import { cellFor } from './cells';
import { send } from './client';
import type { Desk, Verdict } from './crossing';
import type { Operation } from './operations';
import { addressOf } from './parameters';
import type { PersonName } from './world/cast';
import type { World } from './world/world';

/** A step that whoever took part in the one before must leave to somebody else. */
interface Step {
  operation: string;
  on?: string;
  as: Role;
  body?: (world: World) => object;
  /** Who took part, and the code that refuses them. */
  barred: readonly PersonName[];
  code: string;
  /** Somebody who did not. */
  free: PersonName;
}

const SECOND = 'second-person-required';

const STEPS: readonly Step[] = [
  {
    // Who applied, a colleague, and who pre-checked.
    ...{ operation: 'quotaApplications.approve', as: 'bureau_reviewer' },
    on: 'quota-application:enterprise.checked',
    ...{ barred: ['enterprise.first', 'enterprise.second', 'bureau.second'], code: SECOND },
    free: 'bureau.first',
  },
  {
    ...{ operation: 'quotaApplications.check', as: 'bureau_reviewer' },
    on: 'quota-application:enterprise.submitted',
    ...{ barred: ['enterprise.first', 'enterprise.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Who proposed it.
    ...{ operation: 'voucherWithdrawals.approve', on: 'voucher:enterprise2', as: 'bureau_admin' },
    ...{ barred: ['bureau.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    ...{ operation: 'voucherWithdrawals.decline', on: 'voucher:enterprise2', as: 'bureau_admin' },
    body: () => ({ reason: '仍需使用' }),
    ...{ barred: ['bureau.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Its maker, and a colleague of the maker.
    ...{ operation: 'claims.approve', on: 'claim:enterprise.submitted', as: 'bureau_reviewer' },
    ...{ barred: ['enterprise.first', 'enterprise.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Its maker, who has moved to the office since.
    ...{ operation: 'claims.approve', on: 'claim:enterprise.moved', as: 'bureau_reviewer' },
    ...{ barred: ['bureau.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Who approved the claim does not pay it.
    ...{ operation: 'paymentBatches.create', as: 'finance_officer' },
    body: (world) => ({ claimIds: [world.ids.of('claim:enterprise2.approved')] }),
    ...{ barred: ['department.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Who made the batch, and who approved one of its claims.
    ...{ operation: 'paymentBatches.confirm', on: 'payment-batch:first', as: 'finance_officer' },
    body: () => ({ reference: '国库回单 1' }),
    ...{ barred: ['bureau.first', 'department.second'], code: SECOND, free: 'bureau.second' },
  },
  {
    // Who proposed the agreed price.
    ...{ operation: 'agreedPrices.approve', on: 'agreed-price:shanghai', as: 'lab_manager' },
    ...{ barred: ['shanghai.first'], code: SECOND, free: 'shanghai.second' },
  },
  {
    // Who handed the evidence in, and a colleague.
    ...{
      operation: 'offlineEvidence.accept',
      on: 'order:enterprise2.filed',
      as: 'bureau_reviewer',
    },
    ...{ barred: ['enterprise2.first', 'enterprise2.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    ...{ operation: 'offlineEvidence.sendBack', as: 'bureau_reviewer' },
    ...{ on: 'order:enterprise2.filed', body: () => ({ reason: '请补充往来邮件' }) },
    ...{ barred: ['enterprise2.first', 'enterprise2.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Who proposed to give the money up.
    ...{ operation: 'writeOffs.approve', on: 'order:enterprise.submitted', as: 'lab_manager' },
    ...{ barred: ['shanghai.first'], code: SECOND, free: 'shanghai.second' },
  },
  {
    ...{ operation: 'writeOffs.reject', on: 'order:enterprise.submitted', as: 'lab_manager' },
    ...{ barred: ['shanghai.first'], code: SECOND, free: 'shanghai.second' },
  },
  {
    // A change of the account that is there.
    ...{ operation: 'payeeAccounts.confirm', on: 'payee-account:enterprise.proposed' },
    ...{ as: 'enterprise_admin', barred: ['enterprise.first'], code: SECOND },
    free: 'enterprise.second',
  },
  {
    // Who proposed the account, and who confirmed it.
    ...{ operation: 'payeeAccounts.verify', on: 'payee-account:university.confirmed' },
    ...{ as: 'finance_officer', barred: ['university.first', 'university.second'], code: SECOND },
    free: 'bureau.first',
  },
  {
    ...{ operation: 'providerAdmissions.approve', on: 'provider-admission:university' },
    ...{ as: 'bureau_reviewer', barred: ['university.first'], code: SECOND, free: 'bureau.first' },
  },
  {
    ...{ operation: 'instruments.approve', on: 'instrument:university.submitted' },
    ...{ as: 'bureau_reviewer', barred: ['university.first', 'university.second'] },
    ...{ code: 'own-instrument', free: 'bureau.first' },
  },
  {
    // Who submitted it, and has moved to the office since.
    ...{ operation: 'instruments.approve', on: 'instrument:university.away' },
    ...{ as: 'bureau_reviewer', barred: ['bureau.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    ...{ operation: 'revisions.approve', on: 'instrument:university.suspended' },
    ...{ as: 'bureau_reviewer', barred: ['university.first', 'university.second'] },
    ...{ code: 'own-instrument', free: 'bureau.first' },
  },
  {
    ...{ operation: 'exemptions.grant', on: 'exemption:university', as: 'bureau_reviewer' },
    body: () => ({ filingNumber: '嘉科备 1', endsOn: '2199-12-31' }),
    ...{ barred: ['university.first', 'university.second'], code: 'own-instrument' },
    free: 'bureau.first',
  },
  {
    // Who asked for it, and has moved to the office since.
    ...{ operation: 'exemptions.grant', on: 'exemption:shanghai', as: 'bureau_reviewer' },
    body: () => ({ filingNumber: '嘉科备 1', endsOn: '2199-12-31' }),
    ...{ barred: ['bureau.second'], code: SECOND, free: 'bureau.first' },
  },
  {
    // Who entered it.
    ...{ operation: 'usageRecords.approve', on: 'usage-record:university', as: 'lab_manager' },
    ...{ barred: ['university.first'], code: SECOND, free: 'university.second' },
  },
  {
    // Who of the laboratory approved it first.
    ...{ operation: 'reservations.approveSecond', on: 'reservation:shanghai.visiting' },
    ...{ as: 'holder_admin', barred: ['university.first'], code: SECOND },
    free: 'university.second',
  },
  {
    ...{ operation: 'organisations.verify', on: 'organisation:county2', as: 'bureau_reviewer' },
    ...{
      barred: ['county2.first', 'county2.second'],
      code: 'own-organisation',
      free: 'bureau.first',
    },
  },
];

/** Operations that two persons see. */
export const SEEN_BY_TWO = [...new Set(STEPS.map(({ operation }) => operation))];

/** Whoever took part is refused with nothing changed; whoever did not may go on. */
export async function askTwoPersons(desk: Desk, operation: Operation): Promise<Verdict> {
  const faults: string[] = [];
  let cells = 0;
  for (const step of STEPS.filter((one) => one.operation === operation.id)) {
    for (const person of [...step.barred, step.free]) {
      const isBarred = step.barred.includes(person);
      const { status, code, tables } = await take(desk, operation, step, person);
      const isRight = isBarred
        ? status === 403 && code === step.code && tables.length === 0
        : status < 300;
      if (!isRight) {
        const should = isBarred ? `refused by ${step.code}` : 'allowed';
        faults.push(
          `#7 ${operation.id} by ${person} is to be ${should}: ${status} ${code} ${tables.join(', ')}`,
        );
      }
      cells += 1;
    }
  }
  return { cells, faults };
}

async function take(
  { world, app }: Desk,
  operation: Operation,
  { on, as, body }: Step,
  person: PersonName,
): Promise<{ status: number; code: string; tables: string[] }> {
  await world.wear(as);
  const cell = cellFor(world, operation, { caller: person, role: as, object: on });
  const { status, code, requestId } = await send(app, {
    method: operation.method,
    url: addressOf(world, operation, cell),
    headers: cell.caller.headers,
    body: body?.(world) ?? {},
  });
  const { changes } = await world.log.read(requestId);
  if (changes.length > 0) await world.restore(changes);
  return { status, code, tables: changes.map(({ table }) => table) };
}
