import type { InstrumentDraft } from '../record/instrument-draft';
import type {
  Acquisition,
  CarrierKind,
  InstrumentType,
  Service,
  Use,
} from '../record/record.words';
import { SUBJECTS } from '../record/subjects';
import { type Fault, type Reading, wordsIn } from './reading';

type Names<Word> = readonly (readonly [RegExp, Word])[];

const ACQUISITION_NAMES: Names<Acquisition> = [
  [/购|采|purchased/i, 'purchased'],
  [/研制|自制|自研|自建|developed/i, 'developed'],
  [/赠|donated/i, 'donated'],
  [/^其[他它]|other/i, 'other'],
];
const TYPE_NAMES: Names<InstrumentType> = [
  [/通用|general/i, 'general'],
  [/专用|special/i, 'special'],
];
/** The numbers are those of the national platform. */
const CARRIER_NAMES: Names<CarrierKind> = [
  [/^(4|无|none)$/i, 'none'],
  [/^1$|(科学仪器|研究|分析测试)中心|research_centre/i, 'research_centre'],
  [/^2$|科学装置|科学设施|^facility$/i, 'facility'],
  [/^6$|重点实验室|state_key_laboratory/i, 'state_key_laboratory'],
  [/^7$|工程(技术|研究)?中心|engineering_centre/i, 'engineering_centre'],
  [/^8$|种质|germplasm_bank/i, 'germplasm_bank'],
];
const USE_NAMES: Names<Use> = [
  [/科研|科学研究|研发|research/i, 'research'],
  [/检测|检验|测试|testing/i, 'testing'],
  [/教学|teaching/i, 'teaching'],
  [/医疗|临床|medical/i, 'medical'],
  [/生产|production/i, 'production'],
];
const SERVICE_NAMES: Names<Service> = [
  [/上机|机时|自主|slot/i, 'slot'],
  [/送样|委托|代测|sample/i, 'sample'],
];

const wordOf = <Word>(text: string, names: Names<Word>): Word | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];

const readWord =
  <Word>(names: Names<Word>, known: string) =>
  (text: string): Reading<Word> => {
    const word = wordOf(text, names);
    return word === undefined ? { fault: unknown(text, known) } : { value: word };
  };

const readWords =
  <Word>(names: Names<Word>, known: string) =>
  (text: string): Reading<Word[]> => {
    const words = wordsIn(text).map((word) => wordOf(word, names));
    if (words.length === 0 || words.includes(undefined)) return { fault: unknown(text, known) };
    return { value: [...new Set(words as Word[])] };
  };

/** 设备来源. */
export const readAcquisition = readWord(ACQUISITION_NAMES, '购置、研制、赠送、其他');
/** 仪器类别. */
export const readInstrumentType = readWord(TYPE_NAMES, '通用、专用');
/** 所属资源载体. */
export const readCarrierKind = readWord(
  CARRIER_NAMES,
  '科学仪器中心、科学装置、国家重点实验室、工程中心、种质库、无',
);
/** 使用方向, which decides the duty to share. */
export const readUses = readWords(USE_NAMES, '科研、检测、教学、医疗、生产');
/** 服务方式. */
export const readServices = readWords(SERVICE_NAMES, '上机、送样');

/** Names of level 1 of GB/T 13745, longest first: 化学 is a part of 化学工程. */
const SUBJECT_NAMES = [...SUBJECTS].sort(([, one], [, other]) => other.length - one.length);
const MOST_SUBJECTS = 4;

/** 主要学科领域, by name or by code; a finer code counts as its level 1. */
export function readSubjects(text: string): Reading<string[]> {
  const places = new Map<string, number>();
  let rest = text.normalize('NFKC');
  for (const [code, name] of SUBJECT_NAMES) {
    const place = rest.indexOf(name);
    if (place < 0) continue;
    places.set(code, place);
    // As long as before, so that what follows keeps its place.
    rest = rest.replaceAll(name, '、'.repeat(name.length));
  }
  for (const { 0: word, index } of rest.matchAll(/[^、,;/+&|\s]+/g)) {
    const code = /^(\d{3})\d{0,4}$/.exec(word)?.[1];
    if (code === undefined || !SUBJECTS.has(code))
      return { fault: unknown(word, '化学、材料科学 等 GB/T 13745 一级学科名称或代码') };
    places.set(code, index);
  }
  const found = [...places].sort(([, one], [, other]) => one - other).map(([code]) => code);
  const value = found.slice(0, MOST_SUBJECTS);
  return found.length > MOST_SUBJECTS ? { value, remark: onlyFour(text) } : { value };
}

/** 是 or 否, as ledgers write them. */
export function readYesNo(text: string): Reading<boolean> {
  const word = text.normalize('NFKC').toLowerCase();
  if (/^(是|有|y|yes|true|1|√|✓)$/.test(word)) return { value: true };
  if (/^(否|无|不|n|no|false|0|×|-|\/)$/.test(word)) return { value: false };
  return { fault: unknown(text, '是、否') };
}

/** 涉密 (是/否) or 密级 (公开, 内部, 秘密 …): whatever is not plainly open is classified. */
export const isClassified = (text: string): boolean =>
  !/^(|否|无|非密|非涉密|不涉密|公开|内部|n|no|false|0|-|\/)$/i.test(text.normalize('NFKC'));

/** Six digits; a spreadsheet drops the leading zero of those it takes for a number. */
export function readPostalCode(text: string): Reading<string> {
  const code = text.normalize('NFKC').replace(/^\d{5}$/, '0$&');
  return /^\d{6}$/.test(code) ? { value: code } : { fault: unknown(text, '6 位数字，例如 314001') };
}

/** An address that a mail can go to. */
export function readEmail(text: string): Reading<string> {
  const address = text.normalize('NFKC').replace(/\s/g, '');
  return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)
    ? { value: address }
    : { fault: unknown(text, 'name@example.com') };
}

/** Degrees of WGS 84, east and north; `limit` is 180 or 90. */
export const readDegrees =
  (limit: 90 | 180) =>
  (text: string): Reading<number> => {
    const match = /^[东经北纬]*(-?\d{1,3}(?:\.\d+)?)°?[EN]?$/i.exec(
      text.normalize('NFKC').replace(/\s/g, ''),
    );
    const degrees = Number(match?.[1] ?? Number.NaN);
    return Math.abs(degrees) <= limit
      ? { value: degrees }
      : { fault: unknown(text, `-${limit} 至 ${limit} 之间的度数，例如 120.755`) };
  };

const MOST_TAGS = 20;
const TAG_CHARACTERS = 30;

/** 标签: at most twenty, of thirty characters each. */
export function readTags(text: string): Reading<InstrumentDraft['tags']> {
  const value = [...new Set(text.split(/[、,，;；|]+/).map((tag) => tag.trim()))].filter(Boolean);
  return value.length <= MOST_TAGS && value.every((tag) => tag.length <= TAG_CHARACTERS)
    ? { value }
    : { fault: unknown(text, `至多 ${MOST_TAGS} 个，每个至多 ${TAG_CHARACTERS} 字，用顿号分开`) };
}

/** 工位数: how many can be booked side by side. */
export function readUnits(text: string): Reading<number> {
  const count = Number(text.normalize('NFKC').replace(/[个台]$/, ''));
  return Number.isInteger(count) && count >= 1 && count <= 50
    ? { value: count }
    : { fault: unknown(text, '1 至 50 的整数') };
}

const unknown = (value: string, known: string): Fault => ({
  code: 'not-understood',
  message: {
    zh: `“${value.slice(0, 100)}”无法识别，请填写：${known}`,
    en: `"${value.slice(0, 100)}" is not understood; use: ${known}`,
  },
});

const onlyFour = (value: string): Fault => ({
  code: 'more-than-four-subjects',
  message: {
    zh: `学科领域“${value.slice(0, 100)}”超过 4 个，只取前 4 个，请核对`,
    en: `"${value.slice(0, 100)}" names more than four subjects; the first four were taken, please check`,
  },
});
