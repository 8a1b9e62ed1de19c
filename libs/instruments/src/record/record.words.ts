/** How an instrument came to its holder (设备来源), in the words of the national platform. */
export const ACQUISITIONS = ['purchased', 'developed', 'donated', 'other'] as const;
export type Acquisition = (typeof ACQUISITIONS)[number];

/** 仪器类别: 通用 or 专用; decides the rated machine hours of a year. */
export const INSTRUMENT_TYPES = ['general', 'special'] as const;
export type InstrumentType = (typeof INSTRUMENT_TYPES)[number];

/** What an instrument belongs to (所属资源载体). */
export const CARRIER_KINDS = [
  'none',
  'research_centre',
  'facility',
  'state_key_laboratory',
  'engineering_centre',
  'germplasm_bank',
] as const;
export type CarrierKind = (typeof CARRIER_KINDS)[number];

/** What others can have done with it: 上机 (they or an operator use it for a time) and 送样 (they send samples). */
export const SERVICES = ['slot', 'sample'] as const;
export type Service = (typeof SERVICES)[number];

/** What it was bought for: 科研, 检测, 教学, 医疗, 生产. Only research makes sharing a duty by itself. */
export const USES = ['research', 'testing', 'teaching', 'medical', 'production'] as const;
export type Use = (typeof USES)[number];
