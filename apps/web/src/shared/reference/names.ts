import type { Language } from '@/shared/time';
import { REGIONS } from './regions';

const JIAXING_PREFIX = '3304';

/** The place's name, or the bare code when the list does not know it. */
export function regionName(code: string, language: Language): string {
  return REGIONS.find((region) => region.code === code)?.[language] ?? code;
}

/** Whether a place lies outside Jiaxing, where innovation vouchers apply. */
export function isOutsideJiaxing(regionCode: string): boolean {
  return !regionCode.startsWith(JIAXING_PREFIX);
}

/** An instrument's name in the language of the interface; most have a Chinese name only. */
export function instrumentName(
  instrument: { nameZh: string; nameEn?: string | null },
  language: Language,
): string {
  return language === 'en' ? (instrument.nameEn ?? instrument.nameZh) : instrument.nameZh;
}
