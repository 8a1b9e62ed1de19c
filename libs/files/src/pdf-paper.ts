import { readFile } from 'node:fs/promises';
import PDFDocument from 'pdfkit';

/** A paper that is being laid out, below what stands on it already. */
export type PdfPaper = InstanceType<typeof PDFDocument>;

/** What a paper is called, inside its file and at the foot of each page. */
export interface PdfHead {
  title: string;
  /** At the foot of each page, before the count of pages. */
  number: string;
  /** The moment that the file says it was made at, so that one paper is always the same file. */
  madeAt: Date;
}

/** Room around what is written, in points, 72 to the inch. */
export const PDF_MARGIN = 64;
/** Sizes of writing, in points. */
export const PDF_SIZES = { title: 18, heading: 11.5, text: 10, note: 8 } as const;

/** The whole of Noto Sans SC (SIL Open Font License 1.1): names of people and places need rare characters. */
const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';
const FOOTER_ABOVE_EDGE = 40;

let font: Promise<Buffer> | undefined;
const readFont = (): Promise<Buffer> => (font ??= readFile(require.resolve(FONT)));

/** Lays out a paper on A4 with its Chinese font inside, to be read and printed anywhere; the same input gives the same bytes. */
export async function writePdf(
  { title, number, madeAt }: PdfHead,
  layOut: (paper: PdfPaper) => Promise<void>,
): Promise<Buffer> {
  const paper = new PDFDocument({
    size: 'A4',
    margin: PDF_MARGIN,
    bufferPages: true,
    lang: 'zh-CN',
    info: { Title: title, Creator: 'Jiayi', CreationDate: madeAt },
  });
  const parts: Buffer[] = [];
  paper.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise((resolve) => paper.once('end', resolve));
  paper.font(await readFont());
  await layOut(paper);
  writeFooters(paper, number);
  paper.end();
  await ended;
  return Buffer.concat(parts);
}

/** Goes to the next page where this one has not so many points left. */
export function keepTogether(paper: PdfPaper, points: number): void {
  if (paper.y + points > paper.page.height - PDF_MARGIN) paper.addPage();
}

function writeFooters(paper: PdfPaper, number: string): void {
  const { start, count } = paper.bufferedPageRange();
  for (let at = start; at < start + count; at += 1) {
    paper.switchToPage(at);
    // Below the margin, where else a new page would begin.
    paper.page.margins.bottom = 0;
    paper
      .fontSize(PDF_SIZES.note)
      .text(
        `${number}  第 ${at + 1} 页，共 ${count} 页`,
        PDF_MARGIN,
        paper.page.height - FOOTER_ABOVE_EDGE,
        { lineBreak: false },
      );
  }
}
