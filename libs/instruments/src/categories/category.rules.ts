import type { Text } from '@app/common';
import { CATEGORIES, KNOWN_LEVEL_3 } from './category-table';

const classes = new Set(CATEGORIES.filter(({ parent }) => !parent).map(({ code }) => code));
const groups = new Set(CATEGORIES.filter(({ parent }) => parent).map(({ code }) => code));

/** What is to say about a category code; `refused` tells an error from a mere warning. */
export interface CategoryFinding {
  code: 'category-unknown' | 'category-level-3-unknown' | 'category-too-broad';
  refused: boolean;
  message: Text;
}

/**
 * Judges a category code: known on level 2 and below is good, an unlisted level 3 or a bare level-1 class is a warning,
 * anything else is refused. Null when there is nothing to say.
 */
export function categoryFinding(code: string): CategoryFinding | null {
  if (!/^\d{6}$/.test(code)) return unknown(code);
  if (code.endsWith('0000')) return classes.has(code) ? tooBroad(code) : unknown(code);
  if (!groups.has(`${code.slice(0, 4)}00`)) return unknown(code);
  const level3 = !code.endsWith('00');
  return level3 && !KNOWN_LEVEL_3.has(code) ? level3Unknown(code) : null;
}

const unknown = (code: string): CategoryFinding => ({
  code: 'category-unknown',
  refused: true,
  message: {
    zh: `分类编码“${code}”不在分类表中，请填写 6 位编码，例如 010102（扫描电镜）`,
    en: `category "${code}" is not in the table; use a six-digit code such as 010102 (scanning electron microscopes)`,
  },
});

const level3Unknown = (code: string): CategoryFinding => ({
  code: 'category-level-3-unknown',
  refused: false,
  message: {
    zh: `分类编码“${code}”的第三级未收录，已按第二级 ${code.slice(0, 4)}00 归类，请核对`,
    en: `the third level of category "${code}" is not listed; it counts under ${code.slice(0, 4)}00, please check`,
  },
});

const tooBroad = (code: string): CategoryFinding => ({
  code: 'category-too-broad',
  refused: false,
  message: {
    zh: `分类编码“${code}”只到第一级，请尽量填写到第二或第三级`,
    en: `category "${code}" names a level-1 class only; choose a finer one where you can`,
  },
});

/** The text every code of the same or a finer class starts with: `010000` → `01`, `010100` → `0101`, else the code itself. */
export const categoryPrefix = (code: string): string =>
  code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code;
