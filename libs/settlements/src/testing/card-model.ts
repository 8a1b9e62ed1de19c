import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { CardDesk } from './card-desk';
import { of, type Planned } from './planned-step';
import type { SettlementDesk, Sides } from './settlement-desk';
import type { SettlementModel } from './settlement-model';

/** A project card of the model, with what was charged to it and not taken back, by the transfer's id. */
export interface ModelCard {
  id: string;
  budget: number;
  charges: Map<string, { orderId: string; amount: number }>;
}

/** What somebody does with a project card; numbers choose among what is there. */
export type CardCommand =
  | { do: 'charge'; on: number; of: number; amountFen: number }
  | { do: 'reverse'; on: number; of: number };

const pick = integer({ min: 0, max: 9 });

/** Any command on a card. */
export const cardCommand: Arbitrary<CardCommand> = oneof<Arbitrary<CardCommand>[]>(
  record({
    ...{ do: constantFrom('charge' as const), on: pick, of: pick },
    amountFen: integer({ min: 1, max: 120 }),
  }),
  record({ do: constantFrom('reverse' as const), on: pick, of: pick }),
);

/** What is spent of a card. */
export const spentOf = ({ charges }: ModelCard): number =>
  [...charges.values()].reduce((sum, { amount }) => sum + amount, 0);

/** A command on a card: whether the model allows it, how the books do it, and what it changes in the model. */
export function planOnCard(
  desk: SettlementDesk,
  { holder }: Sides,
  model: SettlementModel,
  step: CardCommand,
): Planned | undefined {
  const card = of(model.cards, step.on);
  if (!card) return undefined;
  const house = { holder, user: holder };
  const cards = new CardDesk(desk);
  if (step.do === 'reverse') {
    const transferId = of([...card.charges.keys()], step.of);
    if (transferId === undefined) return undefined;
    return {
      allowed: true,
      act: () => cards.reverse(house, card.id, transferId),
      settle: () => card.charges.delete(transferId),
    };
  }
  const inHouse = model.orders.filter((order) => order.inHouse);
  // Mostly an order that it may pay for.
  const order = (step.of < 8 ? of(inHouse, step.of) : undefined) ?? of(model.orders, step.of);
  if (!order) return undefined;
  const { amountFen: amount } = step;
  const left = card.budget - spentOf(card);
  return {
    allowed: order.inHouse === true && amount <= Math.min(left, model.open(order)),
    act: () => cards.charge(house, card.id, order.id, amount),
    settle: ({ id }) => card.charges.set(id, { orderId: order.id, amount }),
  };
}
