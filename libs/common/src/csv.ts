/** A cell of a table for people who open it in a spreadsheet. */
export type CsvValue = string | number | boolean | null;

/** Makes a spreadsheet read UTF-8 as what it is; goes in front of the first line. */
export const CSV_START = '\uFEFF';

/**
 * What a spreadsheet may take for a formula, in half and full width. Source: OWASP ASVS 5.0, 1.2.10; the characters after
 * which a cell starts anew are among them.
 */
// eslint-disable-next-line no-control-regex -- control characters are among what starts a cell anew
const FORMULA = /^[\s\u0000]*[=+\-@＝＋－＠\t\r\n\u0000]/;

/**
 * One line of comma-separated values (RFC 4180). Numbers stay numbers; a text that a spreadsheet would take for a formula
 * gets an apostrophe in front.
 */
export const csvLine = (values: readonly CsvValue[]): string =>
  `${values.map(cellOf).join(',')}\r\n`;

function cellOf(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
