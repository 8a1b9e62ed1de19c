import { setImmediate as nextTurn } from 'node:timers/promises';
import { civilMinuteOf, formatYuan, instantOf, type Language, type Text } from '@app/common';
import { keepTogether, PDF_SIZES, type PdfPaper, writePdf } from '@app/files';
import {
  monthOf,
  STATE_WORDS,
  type StatementPaper,
  type StatementParty,
  totalsOf,
  voucherPartOf,
} from './statement-paper';

/** The statement on A4 with its font inside, to be read, printed and signed; the same statement gives the same bytes. */
export function printStatement(paper: StatementPaper, language: Language): Promise<Buffer> {
  const { number, confirmedAt, sentAt, createdAt } = paper.statement;
  const title = `${TITLE[language]} ${number}`;
  const madeAt = new Date(confirmedAt ?? sentAt ?? createdAt);
  return writePdf({ title, number, madeAt }, async (document) => {
    document.fontSize(PDF_SIZES.title).text(TITLE[language], { align: 'center' }).moveDown();
    document.fontSize(PDF_SIZES.text);
    for (const [label, value] of factsOf(paper, language))
      document.text(`${label}${language === 'zh' ? '：' : ': '}${value}`, { lineGap: 2 });
    document.moveDown();
    await writeLines(document, paper, language);
    writeSignatures(document, paper, language);
  });
}

const TITLE: Text = { zh: '结算单', en: 'Statement' };

/** What stands above the lines, each with its label. */
function factsOf(
  { statement, holder, customer }: StatementPaper,
  language: Language,
): [label: string, value: string][] {
  const said = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const { dueOn, reason } = statement;
  return [
    [said('编号', 'Number'), statement.number],
    [said('结算月份', 'Month'), monthOf(statement)],
    [said('服务单位', 'Provider'), nameOf(holder)],
    [said('用户单位', 'Customer'), nameOf(customer)],
    [said('状态', 'State'), STATE_WORDS[statement.state][language]],
    ...(reason === null ? [] : [[said('原因', 'Reason'), reason] as [string, string]]),
    ...(dueOn === null ? [] : [[said('付款期限', 'Due on'), dueOn] as [string, string]]),
  ];
}

const nameOf = ({ nameZh, creditCode }: StatementParty): string =>
  creditCode === null ? nameZh : `${nameZh}（${creditCode}）`;

/** Widths in points; together they fill the page between its margins. */
const COLUMNS: readonly { header: Text; width: number; isAmount?: true }[] = [
  { header: { zh: '订单编号', en: 'Order' }, width: 94 },
  { header: { zh: '服务', en: 'Service' }, width: 118 },
  { header: { zh: '完成日期', en: 'Served on' }, width: 63 },
  { header: { zh: '费用', en: 'Fee' }, width: 64, isAmount: true },
  { header: { zh: '创新券抵扣', en: 'Voucher' }, width: 64, isAmount: true },
  { header: { zh: '应付', en: 'To pay' }, width: 64, isAmount: true },
];

/** The orders and their sums; the headings stand on the first page alone, as what is summed is told by the last row too. */
async function writeLines(
  document: PdfPaper,
  { lines }: StatementPaper,
  language: Language,
): Promise<void> {
  document.fontSize(PDF_SIZES.note);
  const table = document.table({
    columnStyles: COLUMNS.map(({ width, isAmount }) => ({
      ...{ width, border: [0, 0, 0.5, 0] },
      align: { x: isAmount ? 'right' : 'left', y: 'center' },
    })),
    defaultStyle: { padding: 3 },
  });
  table.row(COLUMNS.map(({ header }) => header[language]));
  for (const line of lines) {
    table.row([
      ...[line.number, line.service[language], line.servedOn ?? ''],
      ...[line.feeFen, voucherPartOf(line), line.ownFen].map(formatYuan),
    ]);
    // Laying out a row takes milliseconds: others have their turn in between.
    await nextTurn();
  }
  const { feeFen, voucherFen, ownFen } = totalsOf(lines);
  const label = language === 'zh' ? `合计 ${lines.length} 笔` : `Total of ${lines.length}`;
  table.row([label, '', '', ...[feeFen, voucherFen, ownFen].map(formatYuan)]).end();
}

/** Both sides on one page, below what they sign. */
function writeSignatures(
  document: PdfPaper,
  { statement, holder, customer }: StatementPaper,
  language: Language,
): void {
  keepTogether(document, 110);
  document.x = document.page.margins.left;
  document.moveDown(2).fontSize(PDF_SIZES.text);
  const toSign = TO_SIGN[language];
  const { confirmedAt } = statement;
  const confirmed =
    confirmedAt !== null && statement.state === 'confirmed' ? confirmedAt : undefined;
  document.text(`${SIDES.holder[language]}${holder.nameZh}`).text(toSign).moveDown();
  document.text(`${SIDES.customer[language]}${customer.nameZh}`);
  document.text(confirmed === undefined ? toSign : confirmation(confirmed, language));
}

const SIDES = {
  holder: { zh: '服务单位：', en: 'Provider: ' },
  customer: { zh: '用户单位：', en: 'Customer: ' },
} satisfies Record<string, Text>;

const TO_SIGN: Text = {
  zh: '（签字盖章）                                日期：',
  en: '(signature and seal)                                Date:',
};

function confirmation(confirmedAt: string, language: Language): string {
  const at = civilMinuteOf(instantOf(new Date(confirmedAt)));
  return language === 'zh' ? `已于 ${at} 在系统中确认` : `Confirmed in the system at ${at}`;
}
