import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { fen, newId } from '@app/common';
import { orderNumber } from '@app/orders';
import { type AccountOwner, Ledger, type TransferKind } from '@app/vouchers';
import { insertRows, type Row, type Tables } from '../../../apps/launcher/src/seed/rows';
import { employerOf, type OrganisationName, type PersonName } from './cast';
import type { Ids } from './ids';
import { SETTLED_NAMES, type SettledName, STANDINGS } from './standings';

const longAgo = DateTime.utc().minus({ days: 30 });
const PROGRAMMES = ['reimburse', 'deduct'] as const;
type ProgrammeName = (typeof PROGRAMMES)[number];
const VOUCHERS = ['enterprise', 'enterprise2', 'enterprise2.deduct'] as const;
type VoucherName = (typeof VOUCHERS)[number];

const FACE_FEN = 10_000_000;
const FEE_FEN = 10_000;
/** What the voucher pays of each settled order. */
const PART_FEN = 5_000;

/** A claim of the world: for which order it is, and how far it is. */
const CLAIMS: readonly { name: string; order: SettledName; state: string; maker?: PersonName }[] = [
  { name: 'enterprise.submitted', order: 'enterprise.submitted', state: 'submitted' },
  // Made by somebody who works for the bureau now.
  {
    name: 'enterprise.moved',
    order: 'enterprise.moved',
    state: 'submitted',
    maker: 'bureau.second',
  },
  { name: 'enterprise.batched', order: 'enterprise.batched', state: 'in_batch' },
  { name: 'enterprise2.approved', order: 'enterprise2.approved', state: 'approved' },
  { name: 'shanghai.returned', order: 'enterprise2.deducted', state: 'returned' },
];

/** An application for a voucher: how far it is, and by whose hands. */
interface WorldApplication {
  name: string;
  state: string;
  appliedBy: PersonName;
  checkedBy?: PersonName;
}

const APPLICATIONS: readonly WorldApplication[] = [
  { name: 'enterprise.submitted', state: 'submitted', appliedBy: 'enterprise.first' },
  {
    ...{ name: 'enterprise.checked', state: 'checked' },
    ...{ appliedBy: 'enterprise.first', checkedBy: 'bureau.second' },
  },
  { name: 'enterprise2.returned', state: 'returned', appliedBy: 'enterprise2.first' },
];

function applicationRow(ids: Ids, { name, state, appliedBy, checkedBy }: WorldApplication): Row {
  return {
    id: ids.of(`quota-application:${name}`),
    programme_id: ids.of('voucher-programme:reimburse'),
    organisation_id: ids.organisation(employerOf(appliedBy)),
    amount_fen: 100_000,
    purpose: 'testing',
    statement: '新材料性能测试',
    state,
    applied_by: ids.person(appliedBy),
    checked_by: checkedBy ? ids.person(checkedBy) : null,
    reason: state === 'returned' ? '请补充用途说明' : null,
    version: 1,
    created_at: longAgo,
  };
}

const voucherOf = (order: SettledName): VoucherName =>
  order === 'enterprise2.deducted'
    ? 'enterprise2.deduct'
    : (employerOf(userOf(order)) as VoucherName);

const programmeOf = (voucher: string): ProgrammeName =>
  voucher.endsWith('deduct') ? 'deduct' : 'reimburse';

/** Who placed a settled order. */
function userOf(order: SettledName): PersonName {
  const person = STANDINGS.get(`order:${order}`)?.own;
  if (!person) throw new Error(`nobody placed ${order}`);
  return person;
}

/** Who is paid for a settled order. */
const payeeOf = (order: SettledName): OrganisationName =>
  programmeOf(voucherOf(order)) === 'deduct' ? 'shanghai' : employerOf(userOf(order));

/** Programmes, vouchers, what they paid and who claimed it; the ledger agrees with every row. */
export async function insertMoney(tx: EntityManager, ids: Ids): Promise<void> {
  for (const [table, rows] of moneyTables(ids)) await insertRows(tx, table, rows);
  const books = new Books(tx, ids);
  for (const programme of PROGRAMMES) await books.appropriate(programme);
  for (const voucher of VOUCHERS) await books.issue(voucher);
  for (const order of SETTLED_NAMES) await books.spend(order);
  for (const claim of CLAIMS) await books.claim(claim.name, claim.order);
  await books.instruct('enterprise.batched', 'enterprise.batched');
  await insertNotice(tx, ids);
}

/** A notice of a claim that somebody objected to, in vain. */
async function insertNotice(tx: EntityManager, ids: Ids): Promise<void> {
  const [notice_id, claim_id] = [newId(), ids.of('claim:enterprise2.approved')];
  const publisher = ids.person('department.second');
  const notice: Row = {
    ...{ id: notice_id, programme_id: ids.of('voucher-programme:reimburse') },
    ...{ starts_on: '2026-01-05', ends_on: '2099-12-31', published_by: publisher },
  };
  await insertRows(tx, 'payment_notice', [notice]);
  await insertRows(tx, 'payment_notice_line', [{ notice_id, claim_id, amount_fen: PART_FEN }]);
  const objection: Row = {
    ...{ id: newId(), notice_id, claim_id, recorded_by: publisher },
    ...{ objector: '某公司', statement: '服务未发生' },
  };
  await insertRows(tx, 'notice_objection', [objection]);
  await tx.query(
    `UPDATE notice_objection SET outcome = 'dismissed', reason = '已核实', decided_by = $2, decided_at = app_now() WHERE claim_id = $1`,
    [claim_id, ids.person('bureau.second')],
  );
}

const moneyTables = (ids: Ids): Tables => [
  ['voucher_programme', PROGRAMMES.map((name) => programmeRow(ids, name))],
  ['quota_application', APPLICATIONS.map((one) => applicationRow(ids, one))],
  ['voucher', VOUCHERS.map((name) => voucherRow(ids, name))],
  ['voucher_withdrawal', [withdrawalRow(ids)]],
  ['service_order', SETTLED_NAMES.map((name, index) => orderRow(ids, name, index))],
  ['voucher_hold', SETTLED_NAMES.map((name) => holdRow(ids, name))],
  ['payment_batch', [batchRow(ids)]],
  ['claim', CLAIMS.map((claim) => claimRow(ids, claim))],
  ['claim_invoice', CLAIMS.map(({ name }) => invoiceRow(ids, name))],
];

const programmeRow = (ids: Ids, name: ProgrammeName): Row => ({
  id: ids.of(`voucher-programme:${name}`),
  name_zh: '测试方案',
  year: 2026,
  issuer_organisation_id: ids.organisation('bureau'),
  ratio: 0.5,
  ceiling_fen: 2 * FACE_FEN,
  valid_from: '2020-01-01',
  valid_to: '2099-12-31',
  payment_mode: name,
  purposes: ['testing'],
  eligible_forms: ['enterprise', 'public_institution'],
  source: '测试',
  outside_jiaxing_only: false,
  created_at: longAgo,
});

const voucherRow = (ids: Ids, name: VoucherName): Row => ({
  id: ids.of(`voucher:${name}`),
  programme_id: ids.of(`voucher-programme:${programmeOf(name)}`),
  organisation_id: ids.organisation(name.split('.')[0] as OrganisationName),
  face_value_fen: FACE_FEN,
  expires_on: '2099-12-31',
  issued_by: ids.person('bureau.second'),
  created_at: longAgo,
});

/** Waits for somebody else's decision. */
const withdrawalRow = (ids: Ids): Row => ({
  ...{ id: newId(), voucher_id: ids.of('voucher:enterprise2'), reason: '重复发放' },
  ...{ proposed_by: ids.person('bureau.second'), created_at: longAgo },
});

const orderRow = (ids: Ids, name: SettledName, index: number): Row => ({
  id: ids.of(`order:${name}`),
  serial: 2_000 + index,
  number: orderNumber(2026, 2_000 + index),
  kind: 'sample',
  user_organisation_id: ids.organisation(employerOf(userOf(name))),
  provider_organisation_id: ids.organisation('shanghai'),
  instrument_id: ids.of('instrument:shanghai.listed'),
  placed_by: ids.person(userOf(name)),
  purpose: 'testing',
  state: name.endsWith('completed') ? 'completed' : 'accepted',
  list_fen: FEE_FEN,
  voucher_fen: PART_FEN,
  own_fen: FEE_FEN - PART_FEN,
  voucher_id: ids.of(`voucher:${voucherOf(name)}`),
  actual_fen: FEE_FEN,
  captured_fen: PART_FEN,
  completed_at: longAgo,
  accepted_at: name.endsWith('completed') ? null : longAgo,
  version: 2,
  created_at: longAgo,
});

const holdRow = (ids: Ids, order: SettledName): Row => ({
  id: ids.of(`voucher-hold:${order}`),
  order_id: ids.of(`order:${order}`),
  voucher_id: ids.of(`voucher:${voucherOf(order)}`),
  amount_fen: PART_FEN,
  state: 'captured',
  captured_fen: PART_FEN,
  created_at: longAgo,
  resolved_at: longAgo,
});

const batchRow = (ids: Ids): Row => ({
  id: ids.of('payment-batch:first'),
  number: 'BF2026-0001',
  programme_id: ids.of('voucher-programme:reimburse'),
  total_fen: PART_FEN,
  state: 'instructed',
  made_by: ids.person('bureau.first'),
  version: 1,
  created_at: longAgo,
});

function claimRow(ids: Ids, { name, order, state, ...claim }: (typeof CLAIMS)[number]): Row {
  const maker = claim.maker ?? STANDINGS.get(`claim:${name}`)?.own;
  if (!maker) throw new Error(`nobody made the claim ${name}`);
  const decided = state !== 'submitted';
  return {
    id: ids.of(`claim:${name}`),
    order_id: ids.of(`order:${order}`),
    programme_id: ids.of(`voucher-programme:${programmeOf(voucherOf(order))}`),
    payee_organisation_id: ids.organisation(payeeOf(order)),
    amount_fen: PART_FEN,
    state,
    maker_id: ids.person(maker),
    reviewer_id: decided ? ids.person('department.second') : null,
    reviewed_at: decided ? longAgo : null,
    return_reason: state === 'returned' ? '请补正' : null,
    proof_reference: `回单 ${name}`,
    proof_paid_on: '2026-01-06',
    proof_amount_fen: FEE_FEN,
    payment_batch_id: state === 'in_batch' ? ids.of('payment-batch:first') : null,
    version: 1,
    created_at: longAgo,
  };
}

const invoiceRow = (ids: Ids, claim: string): Row => ({
  id: ids.of(`invoice:${claim}`),
  claim_id: ids.of(`claim:${claim}`),
  code: '',
  number: ids.of(`invoice:${claim}`),
  issued_on: '2026-01-05',
  amount_fen: FEE_FEN,
  live: true,
  created_at: longAgo,
});

/** Posts what the rows say. */
class Books {
  private readonly ledger = new Ledger();

  constructor(
    private readonly tx: EntityManager,
    private readonly ids: Ids,
  ) {}

  async appropriate(programme: ProgrammeName): Promise<void> {
    const programmeId = this.programmeId(programme);
    for (const kind of ['paid', 'lapsed'] as const)
      await this.ledger.openAccount(this.tx, { kind, programmeId });
    const from = { kind: 'authority', programmeId } as const;
    await this.post('appropriate', from, { kind: 'budget_available', programmeId }, 10 * FACE_FEN);
  }

  async issue(voucher: VoucherName): Promise<void> {
    const programmeId = this.programmeId(programmeOf(voucher));
    const to = this.availableOf(voucher);
    await this.ledger.openAccount(this.tx, to, fen(FACE_FEN));
    await this.post('issue', { kind: 'budget_available', programmeId }, to, FACE_FEN);
  }

  async spend(order: SettledName): Promise<void> {
    const held = {
      ...this.availableOf(voucherOf(order)),
      kind: 'voucher_held',
      holdId: this.ids.of(`voucher-hold:${order}`),
    } as const;
    await this.post('hold', this.availableOf(voucherOf(order)), held, PART_FEN, order);
    await this.post('capture', held, this.payableOf(order), PART_FEN, order);
  }

  async claim(name: string, order: SettledName): Promise<void> {
    await this.post('claim', this.payableOf(order), this.inReview(name, order), PART_FEN, order);
  }

  async instruct(name: string, order: SettledName): Promise<void> {
    const { programmeId } = this.payableOf(order);
    const paymentBatchId = this.ids.of('payment-batch:first');
    const to = { kind: 'treasury_clearing', programmeId, paymentBatchId } as const;
    await this.post('pay', this.inReview(name, order), to, PART_FEN, order);
  }

  private programmeId(name: ProgrammeName): string {
    return this.ids.of(`voucher-programme:${name}`);
  }

  private availableOf(voucher: VoucherName): AccountOwner & { voucherId: string } {
    const programmeId = this.programmeId(programmeOf(voucher));
    return { kind: 'voucher_available', programmeId, voucherId: this.ids.of(`voucher:${voucher}`) };
  }

  private payableOf(order: SettledName): AccountOwner {
    return {
      kind: 'claim_payable',
      programmeId: this.programmeId(programmeOf(voucherOf(order))),
      payeeOrganisationId: this.ids.organisation(payeeOf(order)),
    };
  }

  private inReview(name: string, order: SettledName): AccountOwner {
    const { programmeId } = this.payableOf(order);
    return { kind: 'claim_in_review', programmeId, claimId: this.ids.of(`claim:${name}`) };
  }

  private async post(
    kind: TransferKind,
    from: AccountOwner,
    to: AccountOwner,
    amountFen: number,
    order?: SettledName,
  ): Promise<void> {
    await this.ledger.post(this.tx, {
      id: newId(),
      kind,
      programmeId: from.programmeId,
      debitAccountId: await this.account(from),
      creditAccountId: await this.account(to),
      amountFen: fen(amountFen),
      actorId: this.ids.person('bureau.second'),
      ...(kind === 'pay' && { checkerId: this.ids.person('department.second') }),
      ...(order && { orderId: this.ids.of(`order:${order}`) }),
    });
  }

  /** Opened when there is none; a voucher's is there already, with its ceiling. */
  private async account(owner: AccountOwner): Promise<string> {
    if (owner.kind !== 'voucher_available') return this.ledger.openAccount(this.tx, owner);
    return (await this.ledger.getAccount(this.tx, owner)).id;
  }
}
