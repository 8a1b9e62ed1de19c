import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** Reads a PDF from stdin and writes its pages as JSON; in a process of its own, as the reader is an ES module. */
const READER = `
  import { buffer } from 'node:stream/consumers';
  import { extractText, getDocumentProxy } from 'unpdf';
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await buffer(process.stdin))));
  process.stdout.write(JSON.stringify(text));`;

const FOOTER = /J[XS][\dX-]+第\d+页，共\d+页$/;

/** All that a PDF says, without blanks, with the footers of its pages taken out and told apart. */
export async function pdfWords(content: Buffer): Promise<{ words: string; footers: string[] }> {
  const reader = spawn(process.execPath, ['--input-type=module', '-e', READER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  reader.stdin.end(content);
  const pages = (JSON.parse(await text(reader.stdout)) as string[]).map((page) =>
    page.replace(/\s/g, ''),
  );
  return {
    words: pages.map((page) => page.replace(FOOTER, '')).join(''),
    footers: pages.map((page) => FOOTER.exec(page)?.[0] ?? ''),
  };
}
