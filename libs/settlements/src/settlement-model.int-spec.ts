import * as fc from 'fast-check';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { DomainError, fen } from '@app/common';
import { CardDesk } from './testing/card-desk';
import { SettlementDesk, type Sides } from './testing/settlement-desk';
import { spentOf } from './testing/card-model';
import { command, play, SettlementModel } from './testing/settlement-model';

const RUNS = 20;
const STEPS = 40;
const ORDERS = 4;
const ORDERS_IN_HOUSE = 2;
const CARD_BUDGETS_FEN = [150, 300];
const FEE_FEN = 200;

let database: TestDatabase;
let desk: SettlementDesk;
const done = new Map<string, number>();

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new SettlementDesk(database.dataSource);
});
afterAll(() => database.drop());

async function build(): Promise<{ sides: Sides; model: SettlementModel }> {
  const sides = await desk.buildSides();
  const orders = [];
  for (let at = 0; at < ORDERS; at += 1)
    orders.push({
      id: await desk.buildOrder(sides, { feeFen: FEE_FEN }),
      ...{ fee: FEE_FEN, writtenOff: 0 },
    });
  const house = { holder: sides.holder, user: sides.holder };
  for (let at = 0; at < ORDERS_IN_HOUSE; at += 1)
    orders.push({
      id: await desk.buildOrder(house, { feeFen: FEE_FEN }),
      ...{ fee: FEE_FEN, writtenOff: 0, inHouse: true as const },
    });
  const cardDesk = new CardDesk(desk);
  await cardDesk.join(sides.holder);
  const cards = [];
  for (const budgetFen of CARD_BUDGETS_FEN) {
    const { id } = await cardDesk.buildCard(house, { budgetFen: fen(budgetFen) });
    cards.push({ id, budget: budgetFen, charges: new Map() });
  }
  return { sides, model: new SettlementModel(orders, cards) };
}

/** What the books say of every order and receipt, and what the model does. */
async function compare(model: SettlementModel): Promise<void> {
  for (const order of model.orders) {
    const balance = await desk.balance(order.id);
    expect(balance).toMatchObject({
      feeFen: order.fee,
      invoicedFen: model.invoiced(order),
      paidFen: model.paid(order),
      writtenOffFen: order.writtenOff,
      openFen: model.open(order),
    });
    expect(balance.paidFen + balance.openFen + balance.writtenOffFen).toBe(balance.billedFen);
  }
  for (const receipt of model.receipts)
    expect(await desk.receipts.get(receipt.id)).toMatchObject({ openFen: model.left(receipt) });
  for (const card of model.cards)
    expect(await new CardDesk(desk).cards.get(card.id)).toMatchObject({
      spentFen: spentOf(card),
    });
}

describe('the books beside a model', () => {
  it('agree on every refusal and every balance after many random commands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        const { sides, model } = await build();
        for (const step of steps) {
          const outcome = await play(desk, sides, model, step);
          if (!outcome) continue;
          expect({ step, done: outcome.done }).toEqual({ step, done: outcome.allowed });
          if (outcome.done) done.set(step.do, (done.get(step.do) ?? 0) + 1);
        }
        await compare(model);
      }),
      { numRuns: RUNS },
    );
    expect(await desk.violations()).toEqual([]);
    // A generator that made only refusals would prove nothing.
    const kinds = [
      'invoice',
      'flush',
      'flush-part',
      'receipt',
      'pay',
      'pay-invoice',
      'refund',
      'reopen',
      'reduce',
    ];
    for (const kind of [...kinds, 'write-off', 'charge', 'reverse'])
      expect([kind, (done.get(kind) ?? 0) > 0]).toEqual([kind, true]);
  });

  it('stay sound when eight clients do as they like at once', async () => {
    const { sides, model } = await build();
    const [sample] = fc.sample(fc.array(command, { minLength: 240, maxLength: 240 }), 1);
    const steps = sample ?? [];
    const faults: unknown[] = [];
    const outcomes = { done: 0, refused: 0 };
    const client = async (at: number) => {
      for (let index = at; index < steps.length; index += 8) {
        const step = steps[index];
        if (!step) continue;
        // Each client knows what it made itself; what the others did to the orders it finds out.
        const outcome = await play(watched(faults), sides, mine[at] ?? model, step);
        if (outcome) outcomes[outcome.done ? 'done' : 'refused'] += 1;
      }
    };
    const mine = Array.from(
      { length: 8 },
      () =>
        new SettlementModel(
          model.orders.map((one) => ({ ...one })),
          model.cards.map((card) => ({ ...card, charges: new Map() })),
        ),
    );
    await Promise.all(mine.map((_, at) => client(at)));
    expect(faults).toEqual([]);
    expect(outcomes.done).toBeGreaterThan(20);
    expect(outcomes.refused).toBeGreaterThan(20);
    expect(await desk.violations()).toEqual([]);
    for (const { id } of model.orders) {
      const { billedFen, paidFen, openFen, writtenOffFen } = await desk.balance(id);
      expect(paidFen + openFen + writtenOffFen).toBe(billedFen);
      expect(openFen).toBeGreaterThanOrEqual(0);
    }
  });
});

/** The desk, noting whatever went wrong that is no refusal of a rule. */
function watched(faults: unknown[]): SettlementDesk {
  const isRefusal = (error: unknown): boolean =>
    error instanceof DomainError || String(error).includes('order_account_');
  return new Proxy(desk, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof value !== 'function' || property === 'balance') return value;
      return (...args: unknown[]) =>
        (value.apply(target, args) as Promise<unknown>).catch((error: unknown) => {
          if (!isRefusal(error)) faults.push(error);
          throw error;
        });
    },
  });
}
