import type { Text } from '@app/common';

/** What a gap stands in the way of: the review, the report to the platforms, a booking, the inclusion rate. */
export const OBSTACLES = ['submit', 'sync', 'booking', 'inclusion'] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** What an obstacle is called where a sentence names it. */
export const OBSTACLE_NAMES: Record<Obstacle, Text> = {
  submit: { zh: '提交审核', en: 'submission' },
  sync: { zh: '同步', en: 'sync' },
  booking: { zh: '预约', en: 'booking' },
  inclusion: { zh: '纳入', en: 'inclusion' },
};

/** What a record, its terms, files and standing are judged by; a value that is null, empty or false is a gap. */
export interface QualityFacts {
  model: string;
  manufacturer: string;
  address: string;
  acquisition: string | null;
  instrumentType: string | null;
  countryOfOrigin: string | null;
  subjects: string[];
  specification: string | null;
  functions: string | null;
  serviceContent: string | null;
  userNotice: string | null;
  contactName: string | null;
  contactPhone: string | null;
  contactEmail: string | null;
  nameEn: string | null;
  bookedOn: string | null;
  latitude: number | null;
  photos: boolean;
  fundingEvidence: boolean;
  feeSchedule: boolean;
  openingHours: boolean;
  /** It is accepted by or visible on the regional platform. */
  regionalId: boolean;
  /** Its time is booked here. */
  isBooked: boolean;
  /** It has to be shared and is not exempt. */
  isCounted: boolean;
}

/** One thing that a complete record has. */
export interface Criterion {
  field: keyof QualityFacts;
  label: Text;
  /** Null for what helps people and stands in nobody's way. */
  blocks: Obstacle | null;
  /** Share in the score. */
  weight: number;
  /** Asked of these only. */
  appliesIf: 'isBooked' | 'isCounted' | null;
}

const blocking =
  (blocks: Obstacle, weight: number, appliesIf: Criterion['appliesIf'] = null) =>
  (field: Criterion['field'], zh: string, en: string): Criterion => ({
    ...{ field, label: { zh, en }, blocks, weight, appliesIf },
  });
const submit = blocking('submit', 3);
/** What the report to the platforms would otherwise give as 无 or as a guess. */
const sync = blocking('sync', 2);
const helpful = (field: Criterion['field'], zh: string, en: string): Criterion => ({
  ...{ field, label: { zh, en }, blocks: null, weight: 1, appliesIf: null },
});

/** What a complete record has, the most urgent first. */
export const CRITERIA: readonly Criterion[] = [
  submit('model', '规格型号', 'model'),
  submit('manufacturer', '生产制造商', 'manufacturer'),
  submit('address', '安放地址', 'address'),
  sync('subjects', '主要学科领域', 'subjects'),
  sync('acquisition', '设备来源', 'acquisition'),
  sync('instrumentType', '仪器类别（通用/专用）', 'general or special'),
  sync('countryOfOrigin', '产地国别', 'country of origin'),
  sync('specification', '主要技术指标', 'specification'),
  sync('functions', '主要功能', 'functions'),
  sync('serviceContent', '服务内容', 'services'),
  sync('userNotice', '用户须知', 'notice to users'),
  sync('contactName', '联系人', 'contact'),
  sync('contactPhone', '联系电话', 'telephone of the contact'),
  blocking('booking', 3)('feeSchedule', '收费标准', 'fee schedule'),
  blocking('booking', 3, 'isBooked')('openingHours', '开放时间', 'opening hours'),
  blocking('inclusion', 3, 'isCounted')(
    'regionalId',
    '长三角平台编号或网址（已核实）',
    'number or address on the regional platform, verified',
  ),
  {
    ...helpful('fundingEvidence', '经费来源证明', 'evidence of the funding'),
    appliesIf: 'isCounted',
  },
  helpful('photos', '图片', 'photos'),
  helpful('nameEn', '英文名称', 'English name'),
  helpful('bookedOn', '建账日期', 'accounting date'),
  helpful('contactEmail', '电子邮箱', 'e-mail of the contact'),
  helpful('latitude', '经纬度', 'coordinates'),
];
