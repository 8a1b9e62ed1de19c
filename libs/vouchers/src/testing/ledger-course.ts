import { fen, newId } from '@app/common';
import * as fc from 'fast-check';
import type { AccountOwner } from '../ledger';
import type { AccountKind } from '../ledger-account.entity';
import { TRANSFER_KINDS, type TransferKind } from '../ledger-transfer.entity';
import type { TestBooks } from './books';

/** One attempt to move money: which accounts it means is found when its turn comes. */
export interface CourseCommand {
  kind: TransferKind;
  pick: number;
  amountFen: number;
}

/** The way to a payment and back: drawn twice as often, or few would get to its end. */
const LONG_WAY = ['hold', 'capture', 'claim', 'pay', 'confirm', 'reverse', 'recover'] as const;

/** Sequences of transfers of all kinds; the amounts are small, so that floors and ceilings are met often. */
export const courseCommands = (length: number): fc.Arbitrary<CourseCommand[]> => {
  const command = fc.record({
    kind: fc.constantFrom(...TRANSFER_KINDS, ...LONG_WAY),
    pick: fc.nat(10_000),
    amountFen: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })),
  });
  return fc.array(command, { minLength: length, maxLength: length, size: 'max' });
};

interface Account {
  id: string;
  owner: AccountOwner;
  balance: number;
  ceiling: number;
  /** A hold that was captured or released is not resolved again. */
  resolved: boolean;
}

interface Move {
  kind: TransferKind;
  debit: Account;
  credit: Account;
  /** Whether the credit account is opened by this very transfer. */
  opens: boolean;
  amountFen: number;
  reverses?: Posted;
}

interface Posted extends Move {
  id: string;
  reversed: boolean;
}

const LEGS: Readonly<
  Record<Exclude<TransferKind, 'reverse'>, readonly [AccountKind, AccountKind]>
> = {
  appropriate: ['authority', 'budget_available'],
  issue: ['budget_available', 'voucher_available'],
  hold: ['voucher_available', 'voucher_held'],
  capture: ['voucher_held', 'claim_payable'],
  remainder: ['voucher_held', 'voucher_available'],
  release: ['voucher_held', 'voucher_available'],
  claim: ['claim_payable', 'claim_in_review'],
  reject: ['claim_in_review', 'claim_payable'],
  pay: ['claim_in_review', 'treasury_clearing'],
  confirm: ['treasury_clearing', 'paid'],
  bounce: ['treasury_clearing', 'claim_in_review'],
  expire: ['voucher_available', 'budget_available'],
  surrender: ['budget_available', 'lapsed'],
  recover: ['clawback_due', 'budget_available'],
  refund: ['claim_payable', 'voucher_available'],
  withdraw: ['voucher_available', 'budget_available'],
};
const REVERSED_TO: Partial<Record<TransferKind, AccountKind>> = {
  appropriate: 'authority',
  issue: 'budget_available',
  capture: 'voucher_available',
  confirm: 'clawback_due',
};
const GROWTH: Partial<Record<TransferKind, number>> = {
  appropriate: 20,
  issue: 4,
  expire: 0.1,
  withdraw: 0.1,
  surrender: 0.1,
};
const OPENING: readonly TransferKind[] = ['issue', 'hold', 'claim', 'pay'];

/** A programme in a real database beside a model of it that only adds and subtracts. */
export class LedgerCourse {
  /** How many transfers of each kind were posted. */
  readonly posted = new Map<TransferKind, number>();
  /** What became of each command, in their order; the same in every run of a course in turn. */
  readonly outcomes: string[] = [];
  private readonly accounts: Account[] = [];
  private readonly transfers: Posted[] = [];

  private constructor(
    private readonly books: TestBooks,
    private readonly programmeId: string,
  ) {}

  static async start(books: TestBooks): Promise<LedgerCourse> {
    const programmeId = await books.buildProgramme({ budgetFen: 0 });
    const course = new LedgerCourse(books, programmeId);
    const payee = { programmeId, payeeOrganisationId: newId() };
    const owners: AccountOwner[] = [
      ...(['authority', 'budget_available', 'paid', 'lapsed'] as const).map((kind) => ({
        ...{ kind, programmeId },
      })),
      ...(['claim_payable', 'clawback_due'] as const).map((kind) => ({ kind, ...payee })),
    ];
    for (const owner of owners) {
      const id = await books.run((tx) => books.ledger.openAccount(tx, owner));
      course.accounts.push({ id, owner, balance: 0, ceiling: Infinity, resolved: false });
    }
    return course;
  }

  /** Does the command alone; the books must refuse exactly what the model refuses, and agree on every balance. */
  async inTurn(command: CourseCommand): Promise<void> {
    const move = this.plan(command);
    if (!move) return;
    const allowed = isAllowed(move);
    const done = await this.attempt(move);
    expect({ ...command, done }).toEqual({ ...command, done: allowed });
    await this.compare();
  }

  /** Does the command beside others, whatever comes of it. */
  async beside(command: CourseCommand): Promise<void> {
    const move = this.plan(command);
    if (move) await this.attempt(move);
  }

  /** Every balance in the database is the model's. */
  async compare(): Promise<void> {
    const rows: { id: string; balance_fen: string }[] = await this.books.db.query(
      'SELECT id, balance_fen FROM ledger_account WHERE programme_id = $1',
      [this.programmeId],
    );
    const stored = Object.fromEntries(rows.map((row) => [row.id, Number(row.balance_fen)]));
    expect(stored).toEqual(
      Object.fromEntries(this.accounts.map(({ id, balance }) => [id, balance])),
    );
  }

  /** What the accounts hold, in the order in which they were opened. */
  balances(): number[] {
    return this.accounts.map(({ balance }) => balance);
  }

  private plan({ kind, pick, amountFen: wishFen }: CourseCommand): Move | undefined {
    if (kind === 'reverse') return this.planReversal(pick);
    const [from, to] = LEGS[kind];
    const debit = this.pickFunded(from, pick);
    if (!debit) return undefined;
    // What comes in is more than what goes out, and most ask for what there is, so that money gets to the end.
    const most = kind === 'appropriate' || pick % 3 === 0 ? Infinity : Math.max(debit.balance, 1);
    const amountFen = Math.min(Math.ceil(wishFen * (GROWTH[kind] ?? 1)), most);
    if (OPENING.includes(kind)) {
      const credit = this.unopened(to, debit, kind === 'issue' ? amountFen : Infinity);
      return { kind, debit, credit, opens: true, amountFen };
    }
    const credit = this.pick(to, pick >> 4);
    return credit && { kind, debit, credit, opens: false, amountFen };
  }

  private planReversal(pick: number): Move | undefined {
    const reversible = this.transfers.filter(({ kind }) => REVERSED_TO[kind]);
    // Half of the time a payment while there is one: nothing else is ever recovered.
    const paid = reversible.filter(({ kind, reversed }) => kind === 'confirm' && !reversed);
    const some = pick % 2 === 0 && paid.length > 0 ? paid : reversible;
    const reverses = some[pick % some.length];
    const credit = reverses && this.pick(REVERSED_TO[reverses.kind] ?? 'authority', pick >> 4);
    if (!credit) return undefined;
    const { credit: debit, amountFen } = reverses;
    return { kind: 'reverse', debit, credit, opens: false, amountFen, reverses };
  }

  private pick(kind: AccountKind, pick: number): Account | undefined {
    const open = this.accounts.filter(({ owner }) => owner.kind === kind);
    return open[pick % open.length];
  }

  /** Mostly one with money in it. */
  private pickFunded(kind: AccountKind, pick: number): Account | undefined {
    const funded = this.accounts.filter(({ owner, balance }) => owner.kind === kind && balance > 0);
    return (pick % 4 === 0 ? undefined : funded[pick % funded.length]) ?? this.pick(kind, pick);
  }

  private unopened(kind: AccountKind, from: Account, ceiling: number): Account {
    const { programmeId } = this;
    const voucherId = 'voucherId' in from.owner ? from.owner.voucherId : newId();
    const owners: Partial<Record<AccountKind, AccountOwner>> = {
      voucher_available: { kind: 'voucher_available', programmeId, voucherId },
      voucher_held: { kind: 'voucher_held', programmeId, voucherId, holdId: newId() },
      claim_in_review: { kind: 'claim_in_review', programmeId, claimId: newId() },
      treasury_clearing: { kind: 'treasury_clearing', programmeId, paymentBatchId: newId() },
    };
    const owner = owners[kind];
    if (!owner) throw new Error(`no transfer opens an account ${kind}`);
    return { id: '', owner, balance: 0, ceiling, resolved: false };
  }

  private async attempt(move: Move): Promise<boolean> {
    const id = newId();
    const done = await this.books
      .run((tx) => this.post(tx, id, move))
      .then((creditAccountId) => {
        this.apply({ ...move, id, reversed: false }, creditAccountId);
        return true;
      }, refused);
    this.outcomes.push(`${move.kind} ${move.amountFen} ${String(done)}`);
    return done;
  }

  private async post(tx: Transaction, id: string, move: Move): Promise<string> {
    const { kind, debit, credit, opens, amountFen, reverses } = move;
    const ceiling = Number.isFinite(credit.ceiling) ? fen(credit.ceiling) : null;
    const creditAccountId = opens
      ? await this.books.ledger.openAccount(tx, credit.owner, ceiling)
      : credit.id;
    await this.books.ledger.post(tx, {
      ...{ id, kind, programmeId: this.programmeId, debitAccountId: debit.id, creditAccountId },
      ...{ amountFen: fen(amountFen), reversesId: reverses?.id },
      ...{ actorId: newId(), checkerId: newId() },
    });
    return creditAccountId;
  }

  private apply(posted: Posted, creditAccountId: string): void {
    const { kind, debit, credit, amountFen, reverses } = posted;
    if (posted.opens) this.accounts.push(Object.assign(credit, { id: creditAccountId }));
    debit.balance -= amountFen;
    credit.balance += amountFen;
    if (kind === 'capture' || kind === 'release') debit.resolved = true;
    if (reverses) reverses.reversed = true;
    this.transfers.push(posted);
    this.posted.set(kind, (this.posted.get(kind) ?? 0) + 1);
  }
}

type Transaction = Parameters<Parameters<TestBooks['run']>[0]>[0];

function isAllowed({ kind, debit, credit, amountFen, reverses }: Move): boolean {
  if (reverses?.reversed) return false;
  if (debit.resolved && (kind === 'capture' || kind === 'release')) return false;
  const floor = debit.owner.kind === 'authority' ? -Infinity : 0;
  return debit.balance - amountFen >= floor && credit.balance + amountFen <= credit.ceiling;
}

/** A refusal is a rule of the ledger, or a ceiling; anything else is a fault. */
function refused(error: unknown): boolean {
  const { kind, driverError } = error as { kind?: string; driverError?: { constraint?: string } };
  if (kind !== undefined || driverError?.constraint === 'ledger_account_ceiling_broken')
    return false;
  throw error;
}
