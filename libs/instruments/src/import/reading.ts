import type { Text } from '@app/common';

/** What a spreadsheet cell holds once formulas, styles and rich text are gone. */
export type Cell = string | number | null;

/** Why a cell cannot be taken as it stands, with the way out. */
export interface Fault {
  code: string;
  message: Text;
}

/** A cell read as a value, with anything to look at, or what is wrong with it. */
export type Reading<T> = { value: T; remark?: Fault } | { fault: Fault };

/** The apostrophe that our exports put before a text which a spreadsheet would take for a formula. */
const GUARD = /^'(?=[\s]*[=+\-@＝＋－＠])/;

/** The text of a cell as a person sees it: blanks around cut, control characters dropped. */
export function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = typeof cell === 'number' ? numberText(cell) : cell;
  // eslint-disable-next-line no-control-regex -- control characters come along with copied cells and mean nothing
  const visible = text.replace(/[\u0000-\u001f\u007f\u200b\ufeff]+/g, ' ');
  // Half a surrogate pair is no character, and jsonb refuses it.
  return visible
    .replace(/\p{Cs}/gu, '\ufffd')
    .trim()
    .replace(GUARD, '');
}

/** Excel keeps 15 significant digits; the rest of a double is noise such as 2450000.0000000005. */
const numberText = (value: number): string => String(Number(value.toPrecision(15)));

/** Several things in one cell, separated as people do: 、，；/+ or blanks. */
export const wordsIn = (text: string): string[] =>
  text
    .split(/[、,，;；/+＋&|\s]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
