import { type FieldError, findRegion, type Text } from '@app/common';
import { categoryFinding } from '../categories/category.rules';
import type { InstrumentDraft } from './instrument-draft';

/**
 * True for a location we can place: a listed region, or a finer or foreign six-digit code outside Jiaxing, whose
 * counties we know completely. Codes of the delta must lie in a listed city.
 */
export function isLocation(code: string): boolean {
  if (findRegion(code)) return true;
  if (!/^[1-8]\d{5}$/.test(code) || code.startsWith('3304')) return false;
  const province = findRegion(`${code.slice(0, 2)}0000`);
  if (!province) return true;
  return province.level === 'municipality' || findRegion(`${code.slice(0, 4)}00`) !== undefined;
}

/** The part of a region code that all places inside it share: `330400` → `3304`, `330000` → `33`. */
export const regionPrefix = (code: string): string =>
  code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code;

/** What of a description may be refused by a rule although each field is well-formed. */
export function descriptionFaults(draft: InstrumentDraft): FieldError[] {
  const category = categoryFinding(draft.categoryCode);
  return [
    ...placeFaults(draft),
    ...customsFaults(draft),
    ...(category?.refused
      ? [{ pointer: '/categoryCode', code: category.code, message: category.message }]
      : []),
    ...(isLocation(draft.regionCode)
      ? []
      : [
          {
            pointer: '/regionCode',
            code: 'region-unknown',
            message: regionUnknown(draft.regionCode),
          },
        ]),
  ];
}

function placeFaults({ latitude, longitude }: InstrumentDraft): FieldError[] {
  if ((latitude === null) === (longitude === null)) return [];
  return [
    {
      pointer: latitude === null ? '/latitude' : '/longitude',
      code: 'half-a-place',
      message: {
        zh: '经度和纬度须同时填写或同时留空',
        en: 'give latitude and longitude together, or neither',
      },
    },
  ];
}

function customsFaults({ customsSupervised, customsDeclaration }: InstrumentDraft): FieldError[] {
  if (customsSupervised || customsDeclaration === null) return [];
  return [
    {
      pointer: '/customsDeclaration',
      code: 'not-supervised',
      message: {
        zh: '未处于海关监管的仪器不填报关信息；如在监管期内，请将“海关监管”改为“是”',
        en: 'a customs declaration is for sets under supervision; set customsSupervised to true',
      },
    },
  ];
}

/** Classified sets (涉密) must not be entered at all. Source: practice of the holders. */
export const classifiedFaults = (classified: boolean | null | undefined): FieldError[] =>
  classified
    ? [
        {
          pointer: '/classified',
          code: 'classified-refused',
          message: {
            zh: '涉密仪器不得录入本系统，请走线下备案，并在“涉密仪器数量”中登记台数和备案号',
            en: 'a classified set must not be entered; file it offline and report only how many there are',
          },
        },
      ]
    : [];

/** The whole that a part names is none of its holder's. */
export const wholeUnknown = (id: string): FieldError => ({
  pointer: '/wholeId',
  code: 'whole-unknown',
  message: {
    zh: `没有编号为“${id}”的本单位仪器，请从本单位仪器中选择所属整机`,
    en: `your organisation has no instrument ${id}; choose one of its own as the whole`,
  },
});

/** Fewer units than a listed instrument has, which may be booked. */
export const unitsFewer = (now: number, wanted: number): FieldError => ({
  pointer: '/units',
  code: 'units-fewer',
  message: {
    zh: `已上架仪器现有 ${now} 个工位，不能减为 ${wanted} 个：其中可能已有预约；请填写不少于 ${now} 的数`,
    en: `a listed instrument with ${now} units cannot have ${wanted}: they may be booked; give ${now} or more`,
  },
});

/** The successor that a retirement names is no other instrument in use of the same holder. */
export const successorUnknown = (id: string): FieldError => ({
  pointer: '/successorId',
  code: 'successor-unknown',
  message: {
    zh: `没有编号为“${id}”的本单位在用仪器，请从本单位其他未退役的仪器中选择接替仪器`,
    en: `your organisation has no other instrument ${id} in use; choose one of those that are not retired`,
  },
});

/** The expected end of a suspension lies before today; both are civil dates. */
export const returnInPast = (expectedOn: string, today: string): FieldError => ({
  pointer: '/expectedReturnOn',
  code: 'return-in-past',
  message: {
    zh: `预计恢复日期 ${expectedOn} 早于今天（${today}），请填写今天或以后的日期，或留空`,
    en: `the expected return ${expectedOn} is before today (${today}); give a date from today on, or none`,
  },
});

/** Fields that a return gives a reason for twice. */
export const repeatedFields = (reasons: readonly { field: string }[]): FieldError[] =>
  reasons.flatMap(({ field }, index) =>
    reasons.findIndex((one) => one.field === field) === index
      ? []
      : [
          {
            pointer: `/fields/${index}/field`,
            code: 'field-repeated',
            message: {
              zh: `字段“${field}”已写明原因，请合并为一条`,
              en: `field "${field}" has a reason already; put both into one`,
            },
          },
        ],
  );

/** Why a region code was not taken. */
export const regionUnknown = (code: string): Text => ({
  zh: `行政区划代码“${code}”无法识别，请填写安放地的 6 位代码，例如 330402（南湖区）`,
  en: `region "${code}" is not known; use the six-digit code of the location, e.g. 330402 (Nanhu District)`,
});

/** What a ledger may lack but the bureau and the regional platform want before they review. */
export function submissionFaults(description: {
  model: string;
  manufacturer: string;
  address: string;
}): FieldError[] {
  const names = { model: '规格型号', manufacturer: '生产制造商', address: '安放地址' };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((field) => description[field] === '')
    .map((field) => ({
      pointer: `/${field}`,
      code: 'required-to-submit',
      message: {
        zh: `提交审核前请填写${names[field]}`,
        en: `fill in ${field} before submitting`,
      },
    }));
}
