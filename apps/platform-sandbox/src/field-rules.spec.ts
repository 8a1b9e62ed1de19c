import {
  bytes,
  checkFields,
  date,
  decimal,
  hour,
  listOf,
  oneOf,
  required,
  text,
} from './field-rules';
import { INSTRUMENT_FIELDS } from './instrument.fields';

const problemOf = (check: ReturnType<typeof text>, value: unknown) =>
  checkFields([required('f', '字段', check)], { f: value })?.message ?? null;

describe('checkFields', () => {
  it.each([
    ['text at its limit', text(3), '仪器𠮷', null],
    ['text over its limit', text(3), '仪器𠮷田', '字段不能超过3个字符'],
    ['empty text', text(3), ' ', '字段不能为空，无内容请填“无”'],
    ['a number for a text', text(3), 3, '字段应为文本'],
    ['bytes at the limit', bytes(6), '仪器', null],
    ['bytes over the limit', bytes(5), '仪器', '字段不能超过5个字节'],
    ['two decimals', decimal(2), '30.00', null],
    ['three decimals', decimal(2), '30.001', '字段应为不超过2位小数的数字'],
    ['a negative amount', decimal(2), '-1', '字段应为不超过2位小数的数字'],
    ['a leap day', date, '2028-02-29', null],
    ['a leap day of another year', date, '2026-02-29', '字段日期不存在'],
    ['an hour', hour, '2026-11-24 23', null],
    ['hour 24', hour, '2026-11-24 24', '字段应为YYYY-MM-DD HH格式，精确到小时'],
    ['a word outside the list', oneOf(['是', '否']), '或', '字段应为：是、否'],
    ['an empty list', listOf(['a', 'b'], 1, 2), [], '字段应有1至2项'],
    ['a repeated item', listOf(['a', 'b'], 1, 2), ['a', 'a'], '字段有重复项'],
    ['a foreign item', listOf(['a', 'b'], 1, 2), ['c'], '字段"c"不在可选范围内'],
  ])('%s', (_, check, value, problem) => expect(problemOf(check, value)).toBe(problem));

  it('names a missing and an unknown field with code 101', () => {
    const rules = [required('f', '字段', text(3))];
    expect(checkFields(rules, {})).toEqual({ code: 101, field: 'f', message: '字段缺失' });
    expect(checkFields(rules, { f: 'a', g: 1 })).toEqual({
      code: 101,
      field: 'g',
      message: '未知字段g',
    });
  });
});

describe('INSTRUMENT_FIELDS', () => {
  it('has every field once', () => {
    const names = INSTRUMENT_FIELDS.map((rule) => rule.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
