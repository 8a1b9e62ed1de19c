import type { Page } from 'playwright-core';

const HAN = /\p{Script=Han}/u;
/** The switch names each language in itself. */
const OWN_NAME = '中文';

function collectStrings(value: unknown, into: Set<string>): void {
  if (typeof value === 'string' && HAN.test(value)) into.add(value);
  else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach((part) => collectStrings(part, into));
}

/** Remembers every Chinese text that the API sends to a page: names, addresses, reasons that somebody wrote. */
export function recordData(page: Page): Set<string> {
  const data = new Set<string>([OWN_NAME]);
  page.on('response', (response) => {
    if (!response.headers()['content-type']?.includes('json')) return;
    response.json().then(
      (body: unknown) => collectStrings(body, data),
      () => undefined, // the page was left before the answer had come
    );
  });
  return data;
}

/** The lines of a page, as a screen reader gets them, that hold Han characters which are not data. */
export async function chineseOutsideData(page: Page, data: ReadonlySet<string>): Promise<string[]> {
  const longestFirst = [...data].sort((a, b) => b.length - a.length);
  const text = `${await page.title()}\n${await page.locator('body').ariaSnapshot()}`;
  const ours = longestFirst.reduce((rest, known) => rest.replaceAll(known, ''), text);
  return ours.split('\n').filter((line) => HAN.test(line));
}
