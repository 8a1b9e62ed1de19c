import type { DateTime } from 'luxon';
import { type Fen, fen } from '@app/common';
import type { AccountOwner, Transfer } from '@app/vouchers';
import type { Cast } from './cast';
import type { SeedBatch, SeedClaim } from './claims';
import type { Row } from './rows';
import { seedId } from './seed-id';
import { receiptOf } from './voucher-rows';
import type { SeedProgramme, SeedVoucher, VoucherUse } from './vouchers';

/** Everything money was moved for. */
export interface MoneyStory {
  programmes: readonly SeedProgramme[];
  vouchers: readonly SeedVoucher[];
  uses: readonly VoucherUse[];
  claims: readonly SeedClaim[];
  batches: readonly SeedBatch[];
}

/** A transfer with its moment in the story, which orders the posting. */
type Movement = Omit<Transfer, 'id' | 'debitAccountId' | 'creditAccountId' | 'programmeId'> & {
  at: DateTime;
  id?: string;
  name: string;
  from: AccountOwner;
  to: AccountOwner;
};

/** An account is known by whose it is. */
const nameOf = (owner: AccountOwner): string => JSON.stringify(owner);

const accountIdOf = (owner: AccountOwner, createdAt: DateTime): string =>
  seedId(createdAt, `account ${nameOf(owner)}`);

/** The movements of a demonstration and the accounts they join. */
export function planMoney(
  cast: Cast,
  story: MoneyStory,
): { accounts: Row[]; transfers: Transfer[] } {
  const movements = [
    ...story.programmes.map((programme) => appropriation(cast, programme)),
    ...story.vouchers.map((voucher) => issue(cast, voucher)),
    ...story.vouchers.flatMap(expiry),
    ...story.uses.flatMap((use) => useMovements(cast, use)),
    ...story.claims.map((claim) => claimMovement(cast, claim)),
    ...story.batches.flatMap((batch) => batchMovements(cast, batch)),
  ].sort((left, right) => +left.at - +right.at);
  const opened = openedAccounts(story, movements);
  return {
    accounts: [...opened.values()].map(({ owner, openedAt, ceilingFen }) =>
      accountRow(owner, openedAt, ceilingFen),
    ),
    transfers: movements.map(({ at, id, name, from, to, ...transfer }) => ({
      ...transfer,
      id: id ?? seedId(at, `transfer ${name}`),
      programmeId: from.programmeId,
      debitAccountId: opened.get(nameOf(from))?.id ?? '',
      creditAccountId: opened.get(nameOf(to))?.id ?? '',
    })),
  };
}

interface OpenedAccount {
  id: string;
  owner: AccountOwner;
  openedAt: DateTime;
  ceilingFen: Fen | null;
}

/** Four accounts of each programme, then every other one at the first movement that needs it. */
function openedAccounts(
  { programmes, vouchers }: MoneyStory,
  movements: readonly Movement[],
): Map<string, OpenedAccount> {
  const ceilings = new Map(vouchers.map(({ id, faceValueFen }) => [id, faceValueFen]));
  const opened = new Map<string, OpenedAccount>();
  const open = (owner: AccountOwner, openedAt: DateTime) => {
    if (opened.has(nameOf(owner))) return;
    const ceilingFen =
      owner.kind === 'voucher_available' ? (ceilings.get(owner.voucherId) ?? null) : null;
    const id = accountIdOf(owner, openedAt);
    opened.set(nameOf(owner), { id, owner, openedAt, ceilingFen });
  };
  for (const { id: programmeId, createdAt } of programmes) {
    for (const kind of ['authority', 'budget_available', 'paid', 'lapsed'] as const)
      open({ kind, programmeId }, createdAt);
  }
  for (const { from, to, at } of movements) {
    open(from, at);
    open(to, at);
  }
  return opened;
}

const accountRow = (owner: AccountOwner, openedAt: DateTime, ceilingFen: Fen | null): Row => ({
  id: accountIdOf(owner, openedAt),
  kind: owner.kind,
  programme_id: owner.programmeId,
  voucher_id: 'voucherId' in owner ? owner.voucherId : null,
  hold_id: 'holdId' in owner ? owner.holdId : null,
  payee_organisation_id: 'payeeOrganisationId' in owner ? owner.payeeOrganisationId : null,
  claim_id: 'claimId' in owner ? owner.claimId : null,
  payment_batch_id: 'paymentBatchId' in owner ? owner.paymentBatchId : null,
  ceiling_fen: ceilingFen,
  balance_fen: 0,
  entry_count: 0,
  created_at: openedAt,
});

const availableOf = ({ id, programme }: SeedVoucher): AccountOwner => ({
  kind: 'voucher_available',
  programmeId: programme.id,
  voucherId: id,
});

const budgetOf = (programmeId: string): AccountOwner => ({ kind: 'budget_available', programmeId });

const payableOf = (cast: Cast, { voucher, booking }: VoucherUse): AccountOwner => ({
  kind: 'claim_payable',
  programmeId: voucher.programme.id,
  payeeOrganisationId: cast.organisationId(booking.userOrganisation),
});

const reviewOf = ({ id, use }: SeedClaim): AccountOwner => ({
  kind: 'claim_in_review',
  programmeId: use.voucher.programme.id,
  claimId: id,
});

const appropriation = (cast: Cast, programme: SeedProgramme): Movement => ({
  kind: 'appropriate',
  at: programme.createdAt,
  id: seedId(programme.createdAt, `appropriation ${programme.id}`),
  name: programme.id,
  from: { kind: 'authority', programmeId: programme.id },
  to: budgetOf(programme.id),
  amountFen: programme.budgetFen,
  externalReference: programme.documentNumber,
  actorId: cast.personId('finance'),
});

const issue = (cast: Cast, voucher: SeedVoucher): Movement => ({
  kind: 'issue',
  at: voucher.issuedAt,
  id: voucher.id,
  name: voucher.id,
  from: budgetOf(voucher.programme.id),
  to: availableOf(voucher),
  amountFen: voucher.faceValueFen,
  actorId: cast.personId('bureau'),
});

/** The past programme ended with its vouchers unused: their money went back, as the nightly job does it. */
function expiry(voucher: SeedVoucher, _index: number, all: readonly SeedVoucher[]): Movement[] {
  const latest = Math.max(...all.map(({ programme }) => programme.year));
  if (voucher.programme.year === latest) return [];
  return [
    {
      kind: 'expire',
      at: voucher.issuedAt.plus({ days: 1 }),
      name: `expire ${voucher.id}`,
      from: availableOf(voucher),
      to: budgetOf(voucher.programme.id),
      amountFen: voucher.faceValueFen,
      actorId: null,
    },
  ];
}

/** Hold, and what resolved it: capture with its remainder, or release. */
function useMovements(cast: Cast, use: VoucherUse): Movement[] {
  const { id, voucher, booking, amountFen, state } = use;
  const available = availableOf(voucher);
  const programmeId = voucher.programme.id;
  const held: AccountOwner = {
    kind: 'voucher_held',
    programmeId,
    voucherId: voucher.id,
    holdId: id,
  };
  const user = cast.actingFor(booking.userOrganisation);
  const orderId = booking.orderId;
  const hold: Movement = {
    kind: 'hold',
    at: booking.madeAt,
    id,
    name: id,
    from: available,
    to: held,
    amountFen,
    actorId: user,
    orderId,
  };
  if (state === 'held') return [hold];
  const resolved = { at: use.resolvedAt ?? booking.madeAt, from: held, orderId };
  if (state === 'released') {
    const release = { kind: 'release', name: `release ${id}`, to: available } as const;
    return [hold, { ...resolved, ...release, amountFen, actorId: user }];
  }
  const lab = cast.actingFor(booking.instrument.holder);
  const common = { ...resolved, actorId: lab, groupId: seedId(resolved.at, `capture group ${id}`) };
  const capturedFen = booking.price.capturedFen;
  const capture: Movement = {
    ...common,
    kind: 'capture',
    name: `capture ${id}`,
    to: payableOf(cast, use),
    amountFen: capturedFen,
  };
  if (capturedFen === amountFen) return [hold, capture];
  const remainderFen = fen(amountFen - capturedFen);
  const remainder = { kind: 'remainder', name: `remainder ${id}`, to: available } as const;
  return [hold, capture, { ...common, ...remainder, amountFen: remainderFen }];
}

const claimMovement = (cast: Cast, claim: SeedClaim): Movement => ({
  kind: 'claim',
  at: claim.submittedAt,
  id: claim.id,
  name: claim.id,
  from: payableOf(cast, claim.use),
  to: reviewOf(claim),
  amountFen: claim.amountFen,
  actorId: cast.actingFor(claim.use.booking.userOrganisation),
  orderId: claim.use.booking.orderId,
});

/** Each claim into the batch's clearing account, and the whole batch from there once the receipt came. */
function batchMovements(cast: Cast, batch: SeedBatch): Movement[] {
  const programmeId = batch.programme.id;
  const clearing: AccountOwner = {
    kind: 'treasury_clearing',
    programmeId,
    paymentBatchId: batch.id,
  };
  const finance = cast.personId('finance');
  const paid = batch.claims.map((claim): Movement => ({
    kind: 'pay',
    at: batch.madeAt,
    name: `pay ${claim.id}`,
    from: reviewOf(claim),
    to: clearing,
    amountFen: claim.amountFen,
    groupId: batch.id,
    actorId: finance,
    checkerId: cast.personId(claim.reviewer ?? 'bureau'),
    orderId: claim.use.booking.orderId,
  }));
  if (!batch.confirmedAt) return paid;
  return [
    ...paid,
    {
      kind: 'confirm',
      at: batch.confirmedAt,
      name: `confirm ${batch.id}`,
      from: clearing,
      to: { kind: 'paid', programmeId },
      amountFen: batch.totalFen,
      groupId: batch.id,
      externalReference: receiptOf(batch),
      actorId: cast.personId('admin'),
      checkerId: finance,
    },
  ];
}
