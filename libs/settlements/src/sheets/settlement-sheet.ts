import { type Fen, ZERO_FEN } from '@app/common';
import { columnsFor, day, type SheetColumn } from './sheet-columns';
import type { SheetOrder } from './sheet.queries';

/** An order of a sheet; in the holder's one with what its laboratory has of it. */
export type SheetRow = SheetOrder & { labPartFen?: Fen };

type Column = SheetColumn<SheetRow>;
const { words, yuan } = columnsFor<SheetRow>();

const NUMBER = words('订单编号', 'Order', (one) => one.number);
const SERVED = words('服务完成日期', 'Served on', (one) => day(one.servedOn));
const INSTRUMENT = words('仪器', 'Instrument', (one) => one.instrument);
const FEE: readonly Column[] = [
  yuan('报价', 'Quoted', (one) => one.listFen),
  yuan('变更与减免', 'Changes and reductions', (one) => one.changeFen),
  yuan('退款', 'Refunded', (one) => one.refundedFen),
  yuan('实际费用', 'Fee', (one) => one.feeFen),
];
const INVOICED = yuan('已开票', 'Invoiced', (one) => one.invoicedFen);
const CHARGED = yuan('其中经费卡转账', 'Thereof by project card', (one) => one.chargedFen);
const WRITTEN_OFF = yuan('核销', 'Written off', (one) => one.writtenOffFen);

/** What a holder earned: each order with what its laboratory has of what came in by now. */
export const INCOME_COLUMNS: readonly Column[] = [
  NUMBER,
  SERVED,
  words('应收日期', 'Owed since', (one) => day(one.owedSince)),
  words('用户单位', 'Customer', (one) => one.customer),
  INSTRUMENT,
  words('机组', 'Lab', (one) => one.lab),
  ...FEE,
  yuan('创新券支付', 'Paid by voucher', (one) => one.deductedFen),
  yuan('用户自付', 'Own part', (one) => one.ownFen),
  INVOICED,
  yuan('已收', 'Received', (one) => one.paidFen),
  CHARGED,
  yuan('未收', 'Open', (one) => one.openFen),
  WRITTEN_OFF,
  yuan('机组分成', 'Share of the lab', (one) => one.labPartFen ?? ZERO_FEN),
];

/** What a user organisation spent: the same orders from the other side. */
export const SPENDING_COLUMNS: readonly Column[] = [
  NUMBER,
  SERVED,
  words('应付日期', 'Owed since', (one) => day(one.owedSince)),
  words('服务单位', 'Provider', (one) => one.provider),
  INSTRUMENT,
  ...FEE,
  yuan('创新券抵扣', 'Deducted by voucher', (one) => one.deductedFen),
  yuan('自付', 'Own part', (one) => one.ownFen),
  yuan('其中创新券可报销', 'Thereof reimbursed by voucher', (one) => one.reimbursedFen),
  INVOICED,
  yuan('已付', 'Paid', (one) => one.paidFen),
  CHARGED,
  yuan('未付', 'Open', (one) => one.openFen),
  WRITTEN_OFF,
];
