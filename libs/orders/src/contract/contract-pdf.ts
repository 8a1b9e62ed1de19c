import { setImmediate as nextTurn } from 'node:timers/promises';
import { keepTogether, PDF_SIZES, type PdfPaper, writePdf } from '@app/files';
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

/** A contract on A4 with its font inside, to be read, printed and signed anywhere; the same input gives the same bytes. */
export function printContract(contract: PrintedContract): Promise<Buffer> {
  const { number, madeAt, text } = contract;
  return writePdf({ title: `合同 ${number}`, number, madeAt }, async (paper) => {
    for (const [at, line] of text.split('\n').entries()) {
      writeLine(paper, line, at === 0);
      // Laying out a clause takes milliseconds: others have their turn in between.
      await nextTurn();
    }
    writeSignatures(paper, contract);
  });
}

function writeLine(paper: PdfPaper, line: string, isTitle: boolean): void {
  if (isTitle) {
    paper.fontSize(PDF_SIZES.title).text(line, { align: 'center' }).moveDown();
    return;
  }
  const isHeading = HEADING.test(line);
  // A heading stands with what it heads.
  if (isHeading) keepTogether(paper, 60);
  if (isHeading) paper.moveDown(0.5);
  paper.fontSize(isHeading ? PDF_SIZES.heading : PDF_SIZES.text).text(line, { lineGap: 2 });
}

/** Both sides on one page, below what they sign. */
function writeSignatures(paper: PdfPaper, { user, provider, sha256 }: PrintedContract): void {
  keepTogether(paper, 120);
  paper.moveDown(1.5).fontSize(PDF_SIZES.text);
  for (const [role, { nameZh, acceptance }] of [
    ['甲方', user],
    ['乙方', provider],
  ] as const) {
    paper.text(`${role}：${nameZh}`);
    paper.text(acceptance ?? '（签字盖章）                                日期：').moveDown();
  }
  paper.fontSize(PDF_SIZES.note).text(`以上合同正文的 SHA-256：${sha256}`);
}
