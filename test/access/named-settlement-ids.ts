import { newId } from '@app/common';
import type { NamedId } from './named-ids';
import { CARD } from './world/seed-settlements';

/** Orders, invoices, cards and people that are named where money is settled. */
export const SETTLEMENT_IDS: readonly NamedId[] = [
  {
    ...{ operation: 'receipts.match', property: 'orderId', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'receipt:shanghai', own: 'order:enterprise.claimable' },
    foreign: ['order:enterprise.confirmed', 'order:university.inhouse'],
    rest: () => ({ amountFen: 1 }),
  },
  {
    ...{ operation: 'receipts.match', property: 'invoiceId', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'receipt:shanghai', own: 'invoice:shanghai' },
    foreign: ['invoice:university'],
    rest: () => ({ amountFen: 1 }),
  },
  {
    ...{ operation: 'receipts.reopen', property: 'orderId', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'receipt:shanghai', own: 'order:enterprise.claimable' },
    foreign: ['order:enterprise.confirmed', 'order:university.inhouse'],
  },
  {
    ...{ operation: 'receipts.refund', property: 'orderId', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'receipt:shanghai', own: 'order:enterprise.claimable' },
    foreign: ['order:enterprise.confirmed', 'order:university.inhouse'],
    rest: () => ({ amountFen: 1, reason: '多收' }),
  },
  {
    ...{ operation: 'incomeShares.setRule', property: 'labId', by: 'university.first' },
    ...{ as: 'lab_manager', own: 'lab:university', foreign: ['lab:shanghai'] },
    rest: () => ({ validFrom: '2026-01-01', labRatio: 0.3 }),
  },
  ...(['projectCards.create', 'projectCards.put'] as const).flatMap((operation): NamedId[] =>
    (['ownerId', 'chargerIds'] as const).map((property) => ({
      ...{ operation, property, by: 'university.first', as: 'lab_manager' },
      ...(operation.endsWith('put') && { on: 'project-card:university' }),
      ...{ own: 'member:university.second', foreign: ['member:enterprise.first'] },
      rest: (world) => ({
        ...CARD,
        number: newId(),
        ...(property !== 'ownerId' && { ownerId: world.ids.of('member:university.first') }),
      }),
    })),
  ),
  {
    ...{ operation: 'projectCards.charge', property: 'orderId', by: 'university.first' },
    ...{ as: 'lab_manager', on: 'project-card:university', own: 'order:university.served' },
    // Served to others, used of others, and neither.
    foreign: [
      'order:enterprise.confirmed',
      'order:shanghai.visiting',
      'order:enterprise.claimable',
    ],
    rest: () => ({ amountFen: 1 }),
  },
  {
    ...{ operation: 'projectCards.reverse', property: 'transferId', by: 'university.first' },
    ...{ as: 'lab_manager', on: 'project-card:university', own: 'card-transfer:university' },
    foreign: ['order:university.served'],
    rest: () => ({ reason: '误记' }),
  },
  {
    ...{ operation: 'statements.correct', property: 'leaveOut', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'statement:shanghai', own: 'order:enterprise.claimable' },
    foreign: ['order:enterprise2.claimable'],
    rest: (_, named) => ({ leaveOut: [named] }),
  },
  {
    ...{ operation: 'invoices.allocate', property: 'orderId', by: 'shanghai.first' },
    ...{ as: 'lab_manager', on: 'invoice:shanghai', own: 'order:enterprise.claimable' },
    // Of another holder, and of another buyer.
    foreign: ['order:enterprise.confirmed', 'order:university.inhouse'],
    rest: () => ({ amountFen: 1 }),
  },
];
