import { type Arbitrary, constantFrom, integer, oneof, record } from 'fast-check';
import { type CardCommand, cardCommand, type ModelCard, planOnCard } from './card-model';
import { of, type Planned } from './planned-step';
import type { SettlementDesk, Sides } from './settlement-desk';

const pick = integer({ min: 0, max: 9 });
const amountFen = integer({ min: 1, max: 120 });

/** One thing that somebody does to the books; numbers choose among what is there. */
export type Command =
  | { do: 'invoice'; first: number; second: number; amountFen: number; otherFen: number }
  | { do: 'flush' | 'reopen'; on: number; of: number }
  | { do: 'flush-part'; on: number; of: number; amountFen: number }
  | { do: 'receipt'; amountFen: number }
  | { do: 'pay' | 'pay-invoice' | 'refund'; on: number; of: number; amountFen: number }
  | { do: 'reduce' | 'write-off'; on: number; amountFen: number }
  | CardCommand;

/** Any command. */
export const command: Arbitrary<Command> = oneof<Arbitrary<Command>[]>(
  record({
    ...{ do: constantFrom('invoice' as const), first: pick, second: pick },
    ...{ amountFen, otherFen: amountFen },
  }),
  record({ do: constantFrom('flush' as const, 'reopen' as const), on: pick, of: pick }),
  record({ do: constantFrom('flush-part' as const), on: pick, of: pick, amountFen }),
  record({ do: constantFrom('receipt' as const), amountFen }),
  record({
    ...{ do: constantFrom('pay' as const, 'pay-invoice' as const) },
    ...{ on: pick, of: pick, amountFen },
  }),
  record({
    ...{ do: constantFrom('refund' as const), on: pick, of: pick },
    amountFen: integer({ min: 1, max: 40 }),
  }),
  record({ do: constantFrom('reduce' as const, 'write-off' as const), on: pick, amountFen }),
  cardCommand,
);

interface ModelInvoice {
  id: string;
  parts: Map<string, number>;
  live: boolean;
}

interface ModelReceipt {
  id: string;
  amount: number;
  returned: number;
  /** What it pays, by order and then by invoice; '' for none. */
  paid: Map<string, Map<string, number>>;
}

interface ModelOrder {
  id: string;
  /** The holder's own: cards pay for it, and no invoice is made out. */
  inHouse?: true;
  fee: number;
  writtenOff: number;
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

/** What the books should say, told without the database: plain lists, and sums over them. */
export class SettlementModel {
  readonly invoices: ModelInvoice[] = [];
  readonly receipts: ModelReceipt[] = [];

  constructor(
    readonly orders: readonly ModelOrder[],
    readonly cards: readonly ModelCard[] = [],
  ) {}

  invoiced({ id }: ModelOrder): number {
    return sum(this.invoices.filter(({ live }) => live).map(({ parts }) => parts.get(id) ?? 0));
  }

  paid({ id }: ModelOrder): number {
    const received = this.receipts.flatMap(({ paid }) => [...(paid.get(id)?.values() ?? [])]);
    const charged = this.cards.flatMap(({ charges }) => [...charges.values()]);
    const ofOrder = charged.filter(({ orderId }) => orderId === id);
    return sum([...received, ...ofOrder.map(({ amount }) => amount)]);
  }

  open(order: ModelOrder): number {
    return order.fee - this.paid(order) - order.writtenOff;
  }

  left(receipt: ModelReceipt): number {
    const matched = sum([...receipt.paid.values()].flatMap((parts) => [...parts.values()]));
    return receipt.amount - receipt.returned - matched;
  }

  paidOn(invoice: ModelInvoice, orderId: string): number {
    return sum(this.receipts.map(({ paid }) => paid.get(orderId)?.get(invoice.id) ?? 0));
  }
}

const add = (receipt: ModelReceipt, orderId: string, invoiceId: string, fen: number): void => {
  const parts = receipt.paid.get(orderId) ?? new Map<string, number>();
  parts.set(invoiceId, (parts.get(invoiceId) ?? 0) + fen);
  receipt.paid.set(orderId, parts);
};

/**
 * Does a command to the books and to the model.
 *
 * @returns whether the model allows it, and whether the books did it; undefined when there was nothing to do it to
 */
export async function play(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Command,
): Promise<{ allowed: boolean; done: boolean } | undefined> {
  const planned = planOf(desk, sides, model, step);
  if (!planned) return undefined;
  const { allowed, act, settle } = planned;
  const answer = await act().then(
    (value) => ({ done: true, value }),
    () => ({ done: false, value: undefined }),
  );
  if (allowed && answer.done) settle(answer.value as { id: string });
  return { allowed, done: answer.done };
}

function planOf(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Command,
): Planned | undefined {
  switch (step.do) {
    case 'charge':
    case 'reverse':
      return planOnCard(desk, sides, model, step);
    case 'invoice':
      return planInvoice(desk, sides, model, step);
    case 'flush':
      return planFlush(desk, sides, model, step.on);
    case 'flush-part':
      return planFlushPart(desk, sides, model, step);
    case 'receipt':
      return {
        allowed: true,
        act: () => desk.receipt(sides, step.amountFen),
        settle: ({ id }) =>
          model.receipts.push({ id, amount: step.amountFen, returned: 0, paid: new Map() }),
      };
    case 'reduce':
    case 'write-off':
      return planOnOrder(desk, sides, model, step);
    case 'pay-invoice':
      return planPayInvoice(desk, sides, model, step);
    default:
      return planOnReceipt(desk, sides, model, step);
  }
}

function planInvoice(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Extract<Command, { do: 'invoice' }>,
): Planned | undefined {
  const [first, second] = [of(model.orders, step.first), of(model.orders, step.second)];
  if (!first || !second) return undefined;
  const parts = { [second.id]: step.otherFen, [first.id]: step.amountFen };
  return {
    allowed: model.orders.every((order) => {
      const part = parts[order.id] ?? 0;
      return model.invoiced(order) + part <= order.fee && !(part > 0 && order.inHouse);
    }),
    act: () => desk.invoice(sides, parts),
    settle: ({ id }) =>
      model.invoices.push({ id, parts: new Map(Object.entries(parts)), live: true }),
  };
}

function planFlush(
  desk: SettlementDesk,
  { holder }: Sides,
  model: SettlementModel,
  on: number,
): Planned | undefined {
  const invoice = of(model.invoices, on);
  return (
    invoice && {
      allowed: invoice.live,
      act: () => desk.flush(holder, invoice.id),
      settle: () => {
        invoice.live = false;
        for (const { paid } of model.receipts)
          for (const parts of paid.values()) parts.delete(invoice.id);
      },
    }
  );
}

function planFlushPart(
  desk: SettlementDesk,
  { holder }: Sides,
  model: SettlementModel,
  { on, of: at, amountFen: amount }: Extract<Command, { do: 'flush-part' }>,
): Planned | undefined {
  const invoice = of(model.invoices, on);
  const [orderId, part = 0] = of([...(invoice?.parts ?? [])], at) ?? [];
  if (!invoice || orderId === undefined) return undefined;
  return {
    allowed: invoice.live && amount <= part,
    act: () => desk.flush(holder, invoice.id, { [orderId]: amount }),
    settle: () => {
      invoice.parts.set(orderId, part - amount);
      invoice.live = sum(invoice.parts.values()) > 0;
      // What is paid beyond the rest is free again, the youngest receipts first.
      let beyond = Math.max(0, model.paidOn(invoice, orderId) - (part - amount));
      const paying = model.receipts.filter(({ paid }) => paid.get(orderId)?.has(invoice.id));
      for (const receipt of paying.sort((left, right) => (left.id < right.id ? 1 : -1))) {
        const freed = Math.min(beyond, receipt.paid.get(orderId)?.get(invoice.id) ?? 0);
        add(receipt, orderId, invoice.id, -freed);
        beyond -= freed;
      }
    },
  };
}

function planOnOrder(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Extract<Command, { do: 'reduce' | 'write-off' }>,
): Planned | undefined {
  const order = of(model.orders, step.on);
  if (!order) return undefined;
  const { id } = order;
  const { amountFen: amount } = step;
  if (step.do === 'write-off') {
    return {
      allowed: amount <= model.open(order),
      act: () => desk.writeOff(sides, id, amount),
      settle: () => (order.writtenOff += amount),
    };
  }
  return {
    allowed: amount <= model.open(order) && amount <= order.fee - model.invoiced(order),
    act: () =>
      desk.db.query('UPDATE service_order SET actual_fen = actual_fen - $2 WHERE id = $1', [
        id,
        amount,
      ]),
    settle: () => (order.fee -= amount),
  };
}

function planPayInvoice(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Extract<Command, { do: 'pay' | 'pay-invoice' | 'refund' }>,
): Planned | undefined {
  const [receipt, invoice] = [of(model.receipts, step.on), of(model.invoices, step.of)];
  if (!receipt || !invoice) return undefined;
  const payable = (orderId: string): number => {
    const order = model.orders.find(({ id }) => id === orderId);
    const part = (invoice.parts.get(orderId) ?? 0) - model.paidOn(invoice, orderId);
    return order && invoice.live ? Math.max(0, Math.min(part, model.open(order))) : 0;
  };
  const total = sum([...invoice.parts.keys()].map(payable));
  return {
    allowed: step.amountFen <= Math.min(total, model.left(receipt)),
    act: () => desk.match(sides, receipt.id, { invoiceId: invoice.id }, step.amountFen),
    settle: () => {
      let rest = step.amountFen;
      // The books allocate by the order of their orders' ids, and pay so.
      for (const orderId of [...invoice.parts.keys()].sort()) {
        const taken = Math.min(rest, payable(orderId));
        if (taken > 0) add(receipt, orderId, invoice.id, taken);
        rest -= taken;
      }
    },
  };
}

function planOnReceipt(
  desk: SettlementDesk,
  sides: Sides,
  model: SettlementModel,
  step: Extract<Command, { do: 'pay' | 'pay-invoice' | 'refund' | 'reopen' | 'flush' }>,
): Planned | undefined {
  const receipt = of(model.receipts, step.on);
  if (!receipt) return undefined;
  // What is given back or freed is mostly something that was paid.
  const paidOrders = model.orders.filter(({ id }) => step.do !== 'pay' && receipt.paid.has(id));
  const order = of(paidOrders, step.of) ?? of(model.orders, step.of);
  if (!order) return undefined;
  const { id } = order;
  const parts = receipt.paid.get(id) ?? new Map<string, number>();
  const paid = sum(parts.values());
  if (!('amountFen' in step)) {
    return {
      allowed: paid > 0,
      act: () => desk.receipts.reopen(sides.holder, receipt.id, { orderId: id }, {}),
      settle: () => receipt.paid.delete(id),
    };
  }
  const { amountFen: amount } = step;
  if (step.do === 'pay') {
    return {
      allowed: !order.inHouse && amount <= Math.min(model.open(order), model.left(receipt)),
      act: () => desk.match(sides, receipt.id, { orderId: id }, amount),
      settle: () => add(receipt, id, '', amount),
    };
  }
  return {
    allowed: amount <= paid && model.invoiced(order) <= order.fee - amount,
    act: () => desk.refund(sides, receipt.id, id, amount),
    settle: () => {
      let rest = amount;
      for (const invoiceId of [...parts.keys()].sort()) {
        const taken = Math.min(rest, parts.get(invoiceId) ?? 0);
        add(receipt, id, invoiceId, -taken);
        rest -= taken;
      }
      receipt.returned += amount;
      order.fee -= amount;
    },
  };
}
