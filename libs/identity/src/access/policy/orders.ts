import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import type { Role } from '../roles';
import { ANSWER_BOOKING, READ_BOOKING } from './bookings';
import { BOOKERS, LAB_STAFF } from './roles';

/** Who agrees to charge less; that it is not who proposed it is the change order's matter. */
const APPROVE_REDUCTION: readonly Grant[] = [when(['lab_manager', 'holder_admin'], 'counterparty')];

/** What the user organisation decides about samples it sends in, and what the lab does with them. */
const ofUser = { object: 'order', who: ANSWER_BOOKING } satisfies AccessRow;
const ofLab = { object: 'order', who: [when(LAB_STAFF, 'counterparty')] } satisfies AccessRow;

/** Who agrees on prices for the holder; that two persons do is the agreed price's matter. */
const PRICE_SETTERS: readonly Role[] = ['lab_manager', 'holder_admin'];
const AGREEING: readonly Grant[] = [any(...BOOKERS, 'holder_admin')];
const setsItem = { object: 'service-item', who: [ours(...PRICE_SETTERS)] } satisfies AccessRow;
const setsPrice = { object: 'agreed-price', who: [ours(...PRICE_SETTERS)] } satisfies AccessRow;
/** Who speaks for a side of an order, in words and in files. */
const TAKE_PART: readonly Grant[] = [...ANSWER_BOOKING, when(LAB_STAFF, 'counterparty')];
const takesPart = { object: 'order', who: TAKE_PART } satisfies AccessRow;

/** Orders of every kind: both sides stand to an order as to the booking it came with. */
export const ORDERS_POLICY = {
  'orders.list': { who: 'signed-in' },
  'orders.get': { object: 'order', who: READ_BOOKING },
  'orderArchives.download': { object: 'order', who: READ_BOOKING },
  'orders.history': { object: 'order', who: READ_BOOKING },
  'orderMessages.list': { object: 'order', who: READ_BOOKING },
  'orderMessages.unread': { object: 'order', who: READ_BOOKING },
  // The office writes while it settles a dispute; when that is, is the order's matter.
  'orderMessages.send': { object: 'order', who: [...TAKE_PART, any('bureau_reviewer')] },
  'orderMessages.read': takesPart,
  'orderAttachments.list': { object: 'order', who: READ_BOOKING },
  'orderAttachments.attach': takesPart,
  'orderAttachments.content': { object: 'order', who: READ_BOOKING },
  'orderAttachments.remove': takesPart,
  'changeOrders.propose': { object: 'order', who: [when(LAB_STAFF, 'counterparty')] },
  'changeOrders.approve': { object: 'change-order', who: APPROVE_REDUCTION },
  'changeOrders.accept': { object: 'change-order', who: ANSWER_BOOKING },
  'changeOrders.decline': { object: 'change-order', who: ANSWER_BOOKING },
  'changeOrders.withdraw': { object: 'change-order', who: [when(LAB_STAFF, 'counterparty')] },
  'orders.accept': { object: 'order', who: ANSWER_BOOKING },
  'orders.dispute': { object: 'order', who: ANSWER_BOOKING },
  // Published, as fee schedules are.
  'serviceItems.list': { who: 'signed-in' },
  'serviceItems.create': { who: [any(...PRICE_SETTERS)] },
  'serviceItems.put': setsItem,
  'serviceItems.end': setsItem,
  'sampleWorks.list': ofLab,
  'sampleWorks.plan': ofLab,
  'sampleWorks.free': { object: 'sample-work', who: ofLab.who },
  'samplePromises.expect': ofLab,
  'samplePromises.change': ofLab,
  'samplePromises.getCapacity': { object: 'organisation', who: [ours(...LAB_STAFF)] },
  'samplePromises.putCapacity': { object: 'organisation', who: [ours('lab_manager')] },
  'agreedPrices.list': { who: AGREEING },
  'agreedPrices.propose': { who: [any(...PRICE_SETTERS)] },
  'agreedPrices.approve': setsPrice,
  'agreedPrices.withdraw': setsPrice,
  'disputes.offer': { object: 'order', who: [when(['lab_manager'], 'counterparty')] },
  'disputes.acceptOffer': { object: 'order', who: ANSWER_BOOKING },
  'disputes.withdraw': { object: 'order', who: ANSWER_BOOKING },
  'disputes.decide': { object: 'order', who: [any('bureau_reviewer')] },
  'orders.create': { who: [any(...BOOKERS)] },
  'sampleOrders.price': ofLab,
  'sampleOrders.reject': ofLab,
  'sampleOrders.acceptQuote': ofUser,
  'sampleOrders.withdraw': ofUser,
  'sampleOrders.send': ofUser,
  'sampleOrders.receive': ofLab,
  'sampleOrders.labels': { object: 'order', who: READ_BOOKING },
  'sampleOrders.start': ofLab,
  'sampleOrders.complete': ofLab,
  'sampleOrders.cancel': { object: 'order', who: [...ANSWER_BOOKING, ...ofLab.who] },
  'offlineOrders.confirm': ofLab,
  'offlineOrders.reject': ofLab,
  'offlineOrders.withdraw': ofUser,
  'offlineOrders.complete': { object: 'order', who: [...ANSWER_BOOKING, ...ofLab.who] },
  'offlineOrders.cancel': { object: 'order', who: [...ANSWER_BOOKING, ...ofLab.who] },
  'offlineOrders.keepPapers': ofUser,
  'offlineOrders.readPaper': { object: 'order', who: READ_BOOKING },
  'offlineEvidence.provide': ofUser,
  'offlineEvidence.accept': { object: 'order', who: [any('bureau_reviewer')] },
  'offlineEvidence.sendBack': { object: 'order', who: [any('bureau_reviewer')] },
  'orderCompletions.ask': ofUser,
  'orderCompletions.preview': { who: 'anyone' },
  'orderCompletions.answer': { who: 'anyone' },
} satisfies Record<string, AccessRow>;
