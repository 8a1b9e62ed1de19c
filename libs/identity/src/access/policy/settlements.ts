import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { BOOKERS, BOOKING_LEADERS, READERS } from './roles';

/** Who looks after a holder's money: its laboratory and its asset office. */
const HOLDER: readonly Grant[] = [ours('lab_manager', 'holder_admin')];
const READ_PAPER: readonly Grant[] = [
  ...HOLDER,
  when([...BOOKERS, 'holder_admin', 'delegate'], 'counterparty'),
  any(...READERS),
];
/** Who asks for invoices on behalf of a user organisation. */
const ASK_FOR_PAPER: readonly Grant[] = [ours(...BOOKERS, 'holder_admin')];
/** An order's holder is its counterparty. */
const READ_ORDER: readonly Grant[] = [
  when([...BOOKERS, 'holder_admin', 'delegate'], 'organisation'),
  when(['lab_manager', 'holder_admin'], 'counterparty'),
  any(...READERS),
];

const receipt = { object: 'receipt', who: HOLDER } satisfies AccessRow;
/** Of an order, by its holder. */
const giveUp = {
  object: 'order',
  who: [when(['lab_manager', 'holder_admin'], 'counterparty')],
} satisfies AccessRow;
const invoice = { object: 'invoice', who: HOLDER } satisfies AccessRow;
/** Known inside its organisation: whoever settles an order there chooses one. */
const CARD_USERS: readonly Grant[] = [ours(...BOOKERS, 'holder_admin')];

/** A statement of a month, by its holder and by the user organisation it was sent to. */
const ofHolder = { object: 'statement', who: HOLDER } satisfies AccessRow;
const ofCustomer = {
  object: 'statement',
  who: [when([...BOOKING_LEADERS, 'holder_admin'], 'counterparty')],
} satisfies AccessRow;

/** What is owed and paid for orders. */
export const SETTLEMENTS_POLICY = {
  'orderBalances.get': { object: 'order', who: READ_ORDER },
  'invoices.record': { who: HOLDER },
  'invoices.list': { who: 'signed-in' },
  'invoices.get': { object: 'invoice', who: READ_PAPER },
  'invoices.allocate': invoice,
  'invoices.verify': invoice,
  'invoices.flush': invoice,
  'invoiceProfile.get': { who: ASK_FOR_PAPER },
  'invoiceProfile.put': { who: ASK_FOR_PAPER },
  'invoiceRequests.create': { who: ASK_FOR_PAPER },
  'invoiceRequests.list': { who: 'signed-in' },
  'invoiceRequests.get': { object: 'invoice-request', who: READ_PAPER },
  'invoiceRequests.issue': { object: 'invoice-request', who: HOLDER },
  'invoiceRequests.refuse': { object: 'invoice-request', who: HOLDER },
  'invoiceRequests.withdraw': {
    object: 'invoice-request',
    who: [when([...BOOKERS, 'holder_admin'], 'counterparty')],
  },
  'receipts.record': { who: HOLDER },
  'receipts.list': { who: 'signed-in' },
  'receipts.get': { object: 'receipt', who: [...HOLDER, any(...READERS)] },
  'receipts.suggest': receipt,
  'receipts.match': receipt,
  'receipts.reopen': receipt,
  'receipts.refund': receipt,
  'bankImports.list': { who: HOLDER },
  'bankImports.preview': { who: HOLDER },
  'bankImports.take': { who: HOLDER },
  'settlementSheets.income': { who: HOLDER },
  // All that the organisation's people had done, for who leads it.
  'settlementSheets.spending': { who: [ours(...BOOKING_LEADERS, 'holder_admin')] },
  'incomeShares.listRules': { who: HOLDER },
  'incomeShares.setRule': { who: HOLDER },
  'incomeShares.statement': { who: HOLDER },
  'incomeShares.list': { who: HOLDER },
  'incomeShares.close': { who: HOLDER },
  'projectCards.create': { who: HOLDER },
  'projectCards.list': { who: 'signed-in' },
  'projectCards.get': { object: 'project-card', who: [...CARD_USERS, any(...READERS)] },
  'projectCards.put': { object: 'project-card', who: HOLDER },
  'projectCards.listTransfers': { object: 'project-card', who: [...CARD_USERS, any(...READERS)] },
  // Its owner and who is named on it, of whom the card tells.
  'projectCards.charge': { object: 'project-card', who: CARD_USERS },
  'projectCards.reverse': { object: 'project-card', who: HOLDER },
  'writeOffs.propose': giveUp,
  'writeOffs.list': { object: 'order', who: [...giveUp.who, any(...READERS)] },
  'writeOffs.approve': giveUp,
  'writeOffs.reject': giveUp,
  'statements.draft': { who: HOLDER },
  'statements.list': { who: 'signed-in' },
  'statements.get': { object: 'statement', who: READ_PAPER },
  'statements.write': { object: 'statement', who: READ_PAPER },
  'statements.send': ofHolder,
  'statements.correct': ofHolder,
  'statements.void': ofHolder,
  'statements.invoice': ofHolder,
  'statements.confirm': ofCustomer,
  'statements.dispute': ofCustomer,
  'arrears.list': { who: 'signed-in' },
  'settlementTerms.list': { who: HOLDER },
  'settlementTerms.put': { who: HOLDER },
  'settlementTerms.withdraw': { who: HOLDER },
} satisfies Record<string, AccessRow>;
