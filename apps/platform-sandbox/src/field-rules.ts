/** NRII return codes this peer uses. */
export const ReturnCode = {
  ok: 100,
  contentWrong: 101,
  unitCodeWrong: 200,
  formatWrong: 201,
  validationFailed: 202,
  otherFailed: 203,
} as const;

/** What is wrong with one field. */
export interface FieldProblem {
  code: number;
  field: string;
  message: string;
}

/** Says in Chinese, as the platform does, what is wrong with a value; null when nothing is. */
type Check = (value: unknown) => { code: number; problem: string } | null;

/** One field of a record: its name on the wire, its label, and what its value must be. */
export interface FieldRule {
  name: string;
  label: string;
  required: boolean;
  check: Check;
}

/** A field every record must have. */
export const required = (name: string, label: string, check: Check): FieldRule => ({
  name,
  label,
  required: true,
  check,
});

/** A field that is checked only when it is sent. */
export const optional = (name: string, label: string, check: Check): FieldRule => ({
  name,
  label,
  required: false,
  check,
});

const wrongType = (problem: string) => ({ code: ReturnCode.contentWrong, problem });
const invalid = (problem: string) => ({ code: ReturnCode.validationFailed, problem });

/** Text of 1 to `max` characters. */
export const text =
  (max: number): Check =>
  (value) => {
    if (typeof value !== 'string') return wrongType('应为文本');
    if (value.trim() === '') return invalid('不能为空，无内容请填“无”');
    return [...value].length > max ? invalid(`不能超过${max}个字符`) : null;
  };

/** Text of 1 to `max` bytes of UTF-8. */
export const bytes =
  (max: number): Check =>
  (value) => {
    if (typeof value !== 'string') return wrongType('应为文本');
    if (value.trim() === '') return invalid('不能为空，无内容请填“无”');
    return Buffer.byteLength(value) > max ? invalid(`不能超过${max}个字节`) : null;
  };

/** Text of a fixed form, described by `problem` when it does not match. */
export const form =
  (pattern: RegExp, problem: string): Check =>
  (value) => {
    if (typeof value !== 'string') return wrongType('应为文本');
    return pattern.test(value) ? null : invalid(problem);
  };

/** A number with at most `places` decimals, written as text. */
export const decimal = (places: number): Check =>
  form(new RegExp(`^\\d{1,12}(\\.\\d{1,${places}})?$`), `应为不超过${places}位小数的数字`);

/** One of the listed values. */
export const oneOf =
  (allowed: readonly (string | number)[]): Check =>
  (value) => {
    if (typeof value !== 'string' && typeof value !== 'number') return wrongType('类型不正确');
    return allowed.includes(value) ? null : invalid(`应为：${allowed.join('、')}`);
  };

/** A list of `min` to `max` different values, each allowed by itself. */
export const listOf =
  (allowed: readonly string[], min: number, max: number): Check =>
  (value) => {
    if (!Array.isArray(value)) return wrongType('应为列表');
    if (value.length < min || value.length > max) return invalid(`应有${min}至${max}项`);
    if (new Set(value).size !== value.length) return invalid('有重复项');
    const stranger: unknown = value.find((item) => !allowed.includes(item as string));
    return stranger === undefined ? null : invalid(`${JSON.stringify(stranger)}不在可选范围内`);
  };

function isCalendarDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}

/** A date of the calendar, `YYYY-MM-DD`. */
export const date: Check = (value) => {
  const problem = form(/^\d{4}-\d{2}-\d{2}$/, '应为YYYY-MM-DD格式的日期')(value);
  return problem ?? (isCalendarDate(String(value)) ? null : invalid('日期不存在'));
};

/** An hour of the calendar, `YYYY-MM-DD HH`. */
export const hour: Check = (value) => {
  const problem = form(
    /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3])$/,
    '应为YYYY-MM-DD HH格式，精确到小时',
  )(value);
  return problem ?? (isCalendarDate(String(value).slice(0, 10)) ? null : invalid('日期不存在'));
};

/** The first field that is missing, wrong or unknown; null when all of them pass. */
export function checkFields(
  rules: readonly FieldRule[],
  fields: Record<string, unknown>,
): FieldProblem | null {
  for (const { name, label, required, check } of rules) {
    const value = fields[name];
    if (value === undefined) {
      if (required) return { code: ReturnCode.contentWrong, field: name, message: `${label}缺失` };
      continue;
    }
    const found = check(value);
    if (found) return { code: found.code, field: name, message: `${label}${found.problem}` };
  }
  const unknown = Object.keys(fields).find((name) => !rules.some((rule) => rule.name === name));
  return unknown
    ? { code: ReturnCode.contentWrong, field: unknown, message: `未知字段${unknown}` }
    : null;
}
