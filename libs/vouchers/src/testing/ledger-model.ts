import { fen, newId } from '@app/common';
import type { AsyncCommand } from 'fast-check';
import * as fc from 'fast-check';
import type { TestBooks } from './books';

interface ModelVoucher {
  id: string;
  faceFen: number;
  availableFen: number;
}

interface ModelHold {
  orderId: string;
  voucher: ModelVoucher;
  amountFen: number;
  resolved: boolean;
}

/** What the books of one programme should say, kept with plain additions. */
export interface LedgerModel {
  appropriatedFen: number;
  budgetFen: number;
  payableFen: number;
  vouchers: ModelVoucher[];
  holds: ModelHold[];
}

/** The programme under test in a real database. */
export interface RealLedger {
  books: TestBooks;
  programmeId: string;
  userOrganisationId: string;
  providerOrganisationId: string;
}

type Command = AsyncCommand<LedgerModel, RealLedger>;

export const emptyModel = (): LedgerModel => ({
  appropriatedFen: 0,
  budgetFen: 0,
  payableFen: 0,
  vouchers: [],
  holds: [],
});

/** Does one thing to model and books; both must agree that it may be done, and then on every balance. */
abstract class LedgerCommand implements Command {
  abstract readonly name: string;

  constructor(
    protected readonly pick: number,
    protected readonly amountFen: number,
  ) {}

  check(_model: Readonly<LedgerModel>): boolean {
    return true;
  }

  /** Changes the model; false when the books must refuse. */
  protected abstract expect(model: LedgerModel): boolean;
  protected abstract act(real: RealLedger, model: LedgerModel): Promise<unknown>;

  async run(model: LedgerModel, real: RealLedger): Promise<void> {
    const act = this.act(real, model).then(
      () => true,
      (error: Error) => {
        // A refusal is a rule of ours; anything else is a fault.
        if (!('kind' in error)) throw error;
        return false;
      },
    );
    const done = await act;
    expect({ command: String(this), done }).toEqual({
      command: String(this),
      done: this.expect(model),
    });
    await expectBalances(model, real);
  }

  toString(): string {
    return `${this.name}(${this.pick}, ${this.amountFen})`;
  }

  protected at<T>(items: readonly T[]): T {
    const item = items[this.pick % items.length];
    if (item === undefined) throw new Error('a command ran without its precondition');
    return item;
  }
}

class Appropriate extends LedgerCommand {
  readonly name = 'appropriate';

  protected expect(model: LedgerModel): boolean {
    model.appropriatedFen += this.amountFen;
    model.budgetFen += this.amountFen;
    return true;
  }

  protected async act({ books, programmeId }: RealLedger): Promise<void> {
    const actor = { ...SOMEBODY, userId: newId() };
    await books.programmes.appropriate(
      programmeId,
      { amountFen: this.amountFen, documentNumber: newId() },
      actor,
    );
  }
}

class Issue extends LedgerCommand {
  readonly name = 'issue';
  private voucherId = '';

  protected expect(model: LedgerModel): boolean {
    if (model.budgetFen < this.amountFen) return false;
    model.budgetFen -= this.amountFen;
    model.vouchers.push({
      id: this.voucherId,
      faceFen: this.amountFen,
      availableFen: this.amountFen,
    });
    return true;
  }

  protected async act({ books, programmeId, userOrganisationId }: RealLedger): Promise<void> {
    const input = { programmeId, organisationId: userOrganisationId, amountFen: this.amountFen };
    this.voucherId = (await books.issuing.issue(input, SOMEBODY)).id;
  }
}

class Hold extends LedgerCommand {
  readonly name = 'hold';
  private readonly orderId = newId();

  override check(model: Readonly<LedgerModel>): boolean {
    return (
      model.vouchers.length > 0 && !model.holds.some(({ orderId }) => orderId === this.orderId)
    );
  }

  protected expect(model: LedgerModel): boolean {
    const voucher = this.at(model.vouchers);
    if (voucher.availableFen < this.amountFen) return false;
    voucher.availableFen -= this.amountFen;
    model.holds.push({
      orderId: this.orderId,
      voucher,
      amountFen: this.amountFen,
      resolved: false,
    });
    return true;
  }

  protected act({ books }: RealLedger, { vouchers }: LedgerModel): Promise<unknown> {
    const hold = {
      orderId: this.orderId,
      voucherId: this.at(vouchers).id,
      amountFen: fen(this.amountFen),
      providerOrganisationId: newId(),
      actor: null,
    };
    return books.run((tx) => books.vouchers.hold(tx, hold));
  }
}

class Capture extends LedgerCommand {
  readonly name = 'capture';

  override check(model: Readonly<LedgerModel>): boolean {
    return model.holds.length > 0;
  }

  protected expect(model: LedgerModel): boolean {
    const hold = this.at(model.holds);
    if (hold.resolved || this.amountFen > hold.amountFen) return false;
    hold.resolved = true;
    hold.voucher.availableFen += hold.amountFen - this.amountFen;
    model.payableFen += this.amountFen;
    return true;
  }

  protected act(
    { books, userOrganisationId, providerOrganisationId }: RealLedger,
    { holds }: LedgerModel,
  ): Promise<unknown> {
    const payee = { userOrganisationId, providerOrganisationId };
    const capture = {
      orderId: this.at(holds).orderId,
      amountFen: fen(this.amountFen),
      payee,
      actor: null,
    };
    return books.run((tx) => books.vouchers.capture(tx, capture));
  }
}

class Release extends LedgerCommand {
  readonly name = 'release';

  override check(model: Readonly<LedgerModel>): boolean {
    return model.holds.length > 0;
  }

  protected expect(model: LedgerModel): boolean {
    const hold = this.at(model.holds);
    if (hold.resolved) return false;
    hold.resolved = true;
    hold.voucher.availableFen += hold.amountFen;
    return true;
  }

  protected act({ books }: RealLedger, { holds }: LedgerModel): Promise<unknown> {
    const release = { orderId: this.at(holds).orderId, actor: null };
    return books.run((tx) => books.vouchers.release(tx, release));
  }
}

const SOMEBODY = {
  userId: newId(),
  organisationId: newId(),
  displayName: '',
  organisationNameZh: '',
  organisationRegionCode: '330402',
  organisationVerified: true,
  agentOrganisationId: null,
  roles: [],
};

/** Random sequences of everything that moves voucher money before a claim. */
export const ledgerCommands = (maxCommands: number): fc.Arbitrary<Iterable<Command>> => {
  const pick = fc.nat(1_000);
  const few = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 400 }));
  return fc.commands(
    [
      fc.tuple(pick, fc.integer({ min: 1, max: 1_000 })).map((args) => new Appropriate(...args)),
      fc.tuple(pick, few).map((args) => new Issue(...args)),
      fc.tuple(pick, few).map((args) => new Hold(...args)),
      fc.tuple(pick, fc.oneof(few, fc.constant(0))).map((args) => new Capture(...args)),
      fc.tuple(pick, few).map((args) => new Release(...args)),
    ],
    { maxCommands, size: 'max' },
  );
};

async function expectBalances(
  model: LedgerModel,
  { books, programmeId }: RealLedger,
): Promise<void> {
  const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
  const held = model.holds.filter(({ resolved }) => !resolved);
  const balances = await books.balancesOf(programmeId);
  expect({ voucher_available: 0, voucher_held: 0, claim_payable: 0, ...balances }).toEqual({
    authority: model.appropriatedFen === 0 ? 0 : -model.appropriatedFen,
    budget_available: model.budgetFen,
    voucher_available: sum(model.vouchers.map(({ availableFen }) => availableFen)),
    voucher_held: sum(held.map(({ amountFen }) => amountFen)),
    claim_payable: model.payableFen,
    paid: 0,
    lapsed: 0,
  });
}
