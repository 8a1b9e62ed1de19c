import { type Fen, formatYuan, subtractFen, type Text, ZERO_FEN } from '@app/common';
import type { AgreedTerms } from '@app/instruments';

/**
 * The reduction by an agreed price in words, with where it comes from:
 * `协议价（2026-01-01 至 2026-12-31）：收费标准的 80%，减 ¥240.00`.
 *
 * @param amountFen negative, what is taken off
 * @param lines what the agreed lines of the schedule make, in words; none for a share of the list price
 */
export const agreedText = (
  { percent, validFrom, validUntil }: AgreedTerms,
  amountFen: Fen,
  lines: readonly Text[],
): Text => {
  const less = formatYuan(subtractFen(ZERO_FEN, amountFen));
  const said = (language: keyof Text): string =>
    lines.map((text) => text[language]).join(language === 'zh' ? '；' : '; ');
  const by =
    percent === null
      ? { zh: said('zh'), en: said('en') }
      : { zh: `收费标准的 ${percent}%`, en: `${percent}% of the list price` };
  return {
    zh: `协议价（${validFrom} 至 ${validUntil}）：${by.zh}，减 ${less}`,
    en: `Agreed price (${validFrom} to ${validUntil}): ${by.en}, ${less} off`,
  };
};
