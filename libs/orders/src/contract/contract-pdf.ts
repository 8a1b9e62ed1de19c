import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { HEADING } from './contract-text';

/** How one side stands to a contract. */
export interface PrintedSide {
  nameZh: string;
  /** Who accepted it and when, in words; null for a line to sign on. */
  acceptance: string | null;
}

export interface PrintedContract {
  number: string;
  text: string;
  sha256: string;
  user: PrintedSide;
  provider: PrintedSide;
  /** The moment that the file says it was made at, so that one contract is always the same file. */
  madeAt: Date;
}

/** The whole of Noto Sans SC (SIL Open Font License 1.1): names of people and places need rare characters. */
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
/** In points, 72 to the inch. */
const MARGIN = 64;
const FOOTER_ABOVE_EDGE = 40;
const [TITLE_SIZE, HEADING_SIZE, TEXT_SIZE, FOOTER_SIZE] = [18, 11.5, 10, 8];

let font: Promise<Buffer> | undefined;
const readFont = (): Promise<Buffer> => (font ??= readFile(require.resolve(FONT)));

/** A contract on A4 with its font inside, to be read, printed and signed anywhere; the same input gives the same bytes. */
export async function printContract(contract: PrintedContract): Promise<Buffer> {
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: `合同 ${contract.number}`, Creator: 'Jiayi', CreationDate: contract.madeAt },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => document.once('end', resolve));
  document.font(await readFont());
  for (const [at, line] of contract.text.split('\n').entries()) {
    writeLine(document, line, at === 0);
    // Laying out a clause takes milliseconds: others have their turn in between.
    await nextTurn();
  }
  writeSignatures(document, contract);
  writeFooters(document, contract);
  document.end();
  await ended;
  return Buffer.concat(parts);
}

type Document = InstanceType<typeof PDFDocument>;

function writeLine(document: Document, line: string, isTitle: boolean): void {
  if (isTitle) {
    document.fontSize(TITLE_SIZE).text(line, { align: 'center' }).moveDown();
    return;
  }
  const isHeading = HEADING.test(line);
  // A heading stands with what it heads.
  if (isHeading) keepTogether(document, 60);
  if (isHeading) document.moveDown(0.5);
  document.fontSize(isHeading ? HEADING_SIZE : TEXT_SIZE).text(line, { lineGap: 2 });
}

/** Goes to the next page where this one has not so many points left. */
function keepTogether(document: Document, points: number): void {
  if (document.y + points > document.page.height - MARGIN) document.addPage();
}

/** Both sides on one page, below what they sign. */
function writeSignatures(document: Document, { user, provider, sha256 }: PrintedContract): void {
  keepTogether(document, 120);
  document.moveDown(1.5).fontSize(TEXT_SIZE);
  for (const [role, { nameZh, acceptance }] of [
    ['甲方', user],
    ['乙方', provider],
  ] as const) {
    document.text(`${role}：${nameZh}`);
    document.text(acceptance ?? '（签字盖章）                                日期：').moveDown();
  }
  document.fontSize(FOOTER_SIZE).text(`以上合同正文的 SHA-256：${sha256}`);
}

function writeFooters(document: Document, { number }: PrintedContract): void {
  const { start, count } = document.bufferedPageRange();
  for (let at = start; at < start + count; at += 1) {
    document.switchToPage(at);
    // Below the margin, where else a new page would begin.
    document.page.margins.bottom = 0;
    document
      .fontSize(FOOTER_SIZE)
      .text(
        `${number}  第 ${at + 1} 页，共 ${count} 页`,
        MARGIN,
        document.page.height - FOOTER_ABOVE_EDGE,
        {
          lineBreak: false,
        },
      );
  }
}
