import type { DateTime } from 'luxon';
import { type Fen, prorateHalfUp, ZONE } from '@app/common';

/** What the platform wants in a text field that has nothing to say; an empty one was refused in 2019. */
export const NOTHING = '无';

/** Cuts to at most `limit` characters (code points, so that no character is halved) without trailing blanks. */
export function cutCharacters(text: string, limit: number): string {
  const characters = [...text.trim()];
  return characters.length <= limit
    ? characters.join('')
    : characters.slice(0, limit).join('').trimEnd();
}

/** Cuts to at most `limit` bytes of UTF-8, between characters. */
export function cutBytes(text: string, limit: number): string {
  let used = 0;
  let kept = '';
  for (const character of text.trim()) {
    used += Buffer.byteLength(character);
    if (used > limit) break;
    kept += character;
  }
  return kept.trimEnd();
}

/** A text of at most `limit` characters, 无 when there is none. */
export const textOrNothing = (text: string | null, limit: number): string =>
  cutCharacters(text ?? '', limit) || NOTHING;

/** A count of hundredths written with its two decimals. */
function twoDecimals(hundredths: number): string {
  const digits = String(hundredths).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Fen as 万元 with two decimals, half-up: ¥300,000.00 is `30.00`. */
export const wanYuan = (amount: Fen): string => twoDecimals(prorateHalfUp(amount, 1, 10_000));

/** Fen as yuan with two decimals: exact. */
export const yuan = (amount: Fen): string => twoDecimals(amount);

/** An instant as `YYYY-MM-DD HH` in Shanghai; minutes are dropped, because the field has none. */
export const shanghaiHour = (instant: DateTime): string =>
  instant.setZone(ZONE).toFormat('yyyy-MM-dd HH');

/** Hours of a period with one decimal, half-up; tenths are counted in whole seconds. */
export function hoursTenths(startsAt: DateTime, endsAt: DateTime): string {
  const seconds = Math.max(0, Math.round(endsAt.diff(startsAt, 'seconds').seconds));
  const tenths = Math.floor((seconds + 180) / 360);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
