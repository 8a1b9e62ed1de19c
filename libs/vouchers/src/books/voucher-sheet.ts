import { type Fen, type Language, type Text, yuanDecimal } from '@app/common';
import type { SheetContent, SheetValue } from '@app/files';
import type { TransferKind } from '../ledger-transfer.entity';
import type { BurnDownResponse } from './voucher-books.dto';
import type { StatementLine } from './voucher-books.queries';

/** What each kind of movement is called in a statement. */
const MOVEMENTS: Readonly<Record<TransferKind, Text>> = {
  appropriate: { zh: '预算下达', en: 'Appropriation' },
  issue: { zh: '发放', en: 'Issue' },
  hold: { zh: '额度冻结', en: 'Hold' },
  capture: { zh: '使用确认', en: 'Capture' },
  remainder: { zh: '余额退回', en: 'Remainder' },
  release: { zh: '释放', en: 'Release' },
  claim: { zh: '申请兑付', en: 'Claim' },
  reject: { zh: '不予通过', en: 'Rejection' },
  pay: { zh: '拨付', en: 'Payment instruction' },
  confirm: { zh: '到账确认', en: 'Payment confirmed' },
  bounce: { zh: '退票', en: 'Payment bounced' },
  expire: { zh: '到期失效', en: 'Expiry' },
  surrender: { zh: '年末收回', en: 'Surrender' },
  reverse: { zh: '冲正', en: 'Reversal' },
  recover: { zh: '追回入账', en: 'Recovery' },
  refund: { zh: '减退', en: 'Refund' },
  withdraw: { zh: '撤回', en: 'Withdrawal' },
};

const yuan = (amount: Fen): SheetValue => ({ decimal: yuanDecimal(amount) });
const inLanguage = (language: Language, texts: readonly Text[]): string[] =>
  texts.map((text) => text[language]);

/** The opening, every movement with what is left after it, and the closing. */
export function statementSheet(
  statement: { openingFen: Fen; closingFen: Fen; from: string; to: string },
  lines: readonly (StatementLine & { balanceFen: Fen })[],
  language: Language,
): SheetContent {
  const header = inLanguage(language, [
    { zh: '日期', en: 'Date' },
    { zh: '事项', en: 'Movement' },
    { zh: '方案', en: 'Programme' },
    { zh: '订单编号', en: 'Order' },
    { zh: '文号或回单号', en: 'Reference' },
    { zh: '增减（元）', en: 'Change (yuan)' },
    { zh: '余额（元）', en: 'Balance (yuan)' },
  ]);
  const edge = (date: string, text: Text, balance: Fen): SheetValue[] => [
    ...[{ date }, text[language], null, null, null, null, yuan(balance)],
  ];
  const rows = lines.map((line): SheetValue[] => [
    ...[{ date: line.effectiveOn }, MOVEMENTS[line.kind][language], line.programmeNameZh],
    ...[line.orderNumber, line.reference, yuan(line.amountFen), yuan(line.balanceFen)],
  ]);
  return {
    header,
    rows: [
      edge(statement.from, { zh: '期初余额', en: 'Opening' }, statement.openingFen),
      ...rows,
      edge(statement.to, { zh: '期末余额', en: 'Closing' }, statement.closingFen),
    ],
  };
}

/** A row for each region, and below them the programme as a whole. */
export function burnDownSheet(burnDown: BurnDownResponse, language: Language): SheetContent {
  const header = inLanguage(language, [
    { zh: '地区', en: 'Region' },
    { zh: '预算（元）', en: 'Plan (yuan)' },
    { zh: '未发放（元）', en: 'Not issued (yuan)' },
    { zh: '可用（元）', en: 'Free (yuan)' },
    { zh: '冻结（元）', en: 'Held (yuan)' },
    { zh: '已使用（元）', en: 'Captured (yuan)' },
    { zh: '已兑付（元）', en: 'Paid (yuan)' },
    { zh: '全年预计使用（元）', en: 'Forecast (yuan)' },
    { zh: '预计用完日期', en: 'Gone on' },
  ]);
  const regions = burnDown.regions.map((region): SheetValue[] => [
    ...[region.regionCode, null, null, yuan(region.freeFen), yuan(region.heldFen)],
    ...[yuan(region.capturedFen), yuan(region.paidFen), null, null],
  ]);
  const { forecast } = burnDown;
  const whole: SheetValue[] = [
    ...[language === 'zh' ? '合计' : 'Total', yuan(burnDown.planFen), yuan(burnDown.unissuedFen)],
    ...[yuan(burnDown.freeFen), yuan(burnDown.heldFen), yuan(burnDown.capturedFen)],
    ...[yuan(burnDown.paidFen), forecast && yuan(forecast.forecastFen)],
    forecast?.exhaustedOn ? { date: forecast.exhaustedOn } : null,
  ];
  return { header, rows: [...regions, whole] };
}
