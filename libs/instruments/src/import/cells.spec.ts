import { readAmount } from './amount';
import { readCivilDate } from './civil-date';
import { readFundingClasses } from './funding';
import { cellText } from './reading';

describe('cellText', () => {
  it.each([
    [null, ''],
    [2_450_000.0000000005, '2450000'],
    [299_999.99, '299999.99'],
    ['  Sigma\u0000\n300\u200b ', 'Sigma 300'],
    ['half \ud83d', 'half \ufffd'],
    ['whole 😀', 'whole 😀'],
    ["'=SUM(A1)", '=SUM(A1)'],
    ["'-80℃冰箱", '-80℃冰箱'],
    ["'s", "'s"],
  ])('of %p is %p', (cell, expected) => {
    expect(cellText(cell)).toBe(expected);
  });
});

describe('readAmount', () => {
  it.each([
    ['245.00', 'ten-thousand-yuan', 245_000_000],
    ['0.000001', 'ten-thousand-yuan', 1],
    ['29.999999', 'ten-thousand-yuan', 29_999_999],
    [299_999.99, 'yuan', 29_999_999],
    [300_000, 'yuan', 30_000_000],
    [0.29, 'yuan', 29],
    [2_450_000.0000000005, 'yuan', 245_000_000],
    ['1,234,567.8', 'yuan', 123_456_780],
    ['￥３００，０００.００', 'yuan', 30_000_000],
    ['30万元', 'yuan', 30_000_000],
    ['30.5 万', undefined, 30_500_000],
    ['300000元', 'ten-thousand-yuan', 30_000_000],
    ['299999.9900', undefined, 29_999_999],
    [0, undefined, 0],
  ] as const)('reads %p in %p as %p fen', (cell, unit, expected) => {
    expect(readAmount(cellText(cell), unit)).toEqual({ value: expected });
  });

  it('refuses every bare amount of a column in a foreign currency, and takes one in yuan', () => {
    expect(readAmount('45000', 'foreign-currency')).toMatchObject({
      fault: { code: 'amount-foreign-currency' },
    });
    expect(readAmount('300000元', 'foreign-currency')).toEqual({ value: 30_000_000 });
  });

  it.each([
    ['-5', 'amount-unreadable'],
    ['约30万', 'amount-unreadable'],
    ['#REF!', 'amount-unreadable'],
    ['1e9', 'amount-unreadable'],
    ['99999999999999', 'amount-unreadable'],
    ['12.345', 'amount-finer-than-fen'],
    ['USD 45000', 'amount-foreign-currency'],
    ['$45,000.00', 'amount-foreign-currency'],
    ['4.5万美元', 'amount-foreign-currency'],
    ['€38,000', 'amount-foreign-currency'],
    ['＄45000', 'amount-foreign-currency'],
  ])('refuses %p as %s and repeats the value', (cell, code) => {
    const reading = readAmount(cell);
    expect(reading).toMatchObject({ fault: { code } });
    expect(JSON.stringify(reading)).toContain(cell);
  });
});

describe('readCivilDate', () => {
  it.each([
    ['2019-05-06', '2019-05-06'],
    ['2019/5/6', '2019-05-06'],
    ['2017.11.20', '2017-11-20'],
    ['2022.4.11', '2022-04-11'],
    ['2018年3月15日', '2018-03-15'],
    ['2018 年 3 月 15 日', '2018-03-15'],
    ['２０１８－０３－１５', '2018-03-15'],
    ['20190506', '2019-05-06'],
    [20190506, '2019-05-06'],
    ['2019-05-06 00:00:00', '2019-05-06'],
    ['2019-05-06T16:00:00.000Z', '2019-05-06'],
    ['43591', '2019-05-06'],
    [43_591, '2019-05-06'],
    [43_591.75, '2019-05-06'],
    [18_264, '1950-01-01'],
    ['2024-02-29', '2024-02-29'],
  ])('reads %p as %s', (cell, expected) => {
    expect(readCivilDate(cellText(cell))).toEqual({ value: expected });
  });

  it('counts from 1904 where the file does', () => {
    expect(readCivilDate(String(43_591 - 1_462), { date1904: true })).toEqual({
      value: '2019-05-06',
    });
  });

  it.each([
    ['2023-13-01', 'date-impossible'],
    ['2023-02-29', 'date-impossible'],
    ['2018年4月31日', 'date-impossible'],
    ['1899-12-31', 'date-impossible'],
    ['2019', 'date-unreadable'],
    ['06/05/2019', 'date-unreadable'],
    ['19.5.6', 'date-unreadable'],
    [5, 'date-unreadable'],
    ['去年', 'date-unreadable'],
    ['2019.05', 'date-month-only'],
    [2019.05, 'date-month-only'],
    ['2019年5月', 'date-month-only'],
    ['2019-05', 'date-month-only'],
  ])('refuses %p as %s and repeats the value', (cell, code) => {
    const reading = readCivilDate(cellText(cell));
    expect(reading).toMatchObject({ fault: { code } });
    expect(JSON.stringify(reading)).toContain(String(cell));
  });
});

describe('a date that names a month only', () => {
  it.each([
    ['2019.05', 'first-day', '2019-05-01'],
    ['2019年5月', 'last-day', '2019-05-31'],
    ['2024/2', 'last-day', '2024-02-29'],
    ['2019.10', 'first-day', '2019-10-01'],
    ['2019年1月', 'first-day', '2019-01-01'],
  ] as const)('%p is taken as the %s when its holder chose so, with a warning', (...row) => {
    const [text, monthDates, value] = row;
    expect(readCivilDate(text, { monthDates })).toMatchObject({
      value,
      remark: { code: 'date-month-only' },
    });
  });

  it.each([
    ['2019.1', 'date-ambiguous'],
    ['2019.13', 'date-impossible'],
  ])('%p is refused all the same as %s', (text, code) => {
    expect(readCivilDate(text, { monthDates: 'first-day' })).toMatchObject({ fault: { code } });
  });
});

describe('readFundingClasses', () => {
  it.each([
    ['中央财政', ['fiscal_central']],
    ['地方财政', ['fiscal_local']],
    ['省级财政资金', ['fiscal_local']],
    ['财政拨款', ['fiscal_local']],
    ['国有企业资金', ['state_capital']],
    ['国有资本', ['state_capital']],
    ['单位自有', ['own']],
    ['自筹资金', ['own']],
    ['社会资本', ['social']],
    ['其他资金', ['other']],
    ['state_capital', ['state_capital']],
    ['单位自有、地方财政；中央财政', ['fiscal_central', 'fiscal_local', 'own']],
  ])('reads %p as %p', (cell, expected) => {
    expect(readFundingClasses(cell)).toEqual({ value: expected });
  });

  it.each(['', '不详', '地方财政、不详'])('refuses %p: the duty to share hangs on it', (cell) => {
    expect(readFundingClasses(cell)).toMatchObject({ fault: { code: 'funding-unknown' } });
  });
});
