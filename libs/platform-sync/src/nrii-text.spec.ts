import { DateTime } from 'luxon';
import { fen } from '@app/common';
import {
  cutBytes,
  cutCharacters,
  hoursTenths,
  shanghaiHour,
  textOrNothing,
  wanYuan,
  yuan,
} from './nrii-text';

describe('wanYuan', () => {
  it.each([
    [30_000_000, '30.00'],
    [29_999_999, '30.00'],
    [29_994_999, '29.99'],
    [29_995_000, '30.00'],
    [5_000, '0.01'],
    [4_999, '0.00'],
    [0, '0.00'],
    [9_007_199_254_740_991, '9007199254.74'],
  ])('%i fen is %s 万元', (amount, text) => expect(wanYuan(fen(amount))).toBe(text));
});

describe('yuan', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [128_000, '1280.00'],
  ])('%i fen is %s yuan', (amount, text) => expect(yuan(fen(amount))).toBe(text));
});

describe('cutting', () => {
  it('counts characters, not UTF-16 units, and never halves one', () => {
    expect(cutCharacters('𠮷田𠮷田', 3)).toBe('𠮷田𠮷');
  });

  it('leaves a text of exactly the limit alone', () => {
    expect(cutCharacters('嘉'.repeat(100), 100)).toHaveLength(100);
    expect(cutCharacters('嘉'.repeat(101), 100)).toHaveLength(100);
  });

  it('counts bytes where the platform does', () => {
    expect(Buffer.byteLength(cutBytes('嘉'.repeat(300), 600))).toBe(600);
    expect(cutBytes('a嘉嘉', 6)).toBe('a嘉');
  });

  it('says 无 for nothing, blanks included', () => {
    expect([textOrNothing(null, 10), textOrNothing('', 10), textOrNothing('  ', 10)]).toEqual([
      '无',
      '无',
      '无',
    ]);
  });
});

describe('shanghaiHour', () => {
  it('is the civil hour in Shanghai, the next day included', () => {
    expect(shanghaiHour(DateTime.fromISO('2026-12-31T16:59:59Z'))).toBe('2027-01-01 00');
  });
});

describe('hoursTenths', () => {
  const start = DateTime.fromISO('2026-11-24T01:00:00Z');
  it.each([
    [0, '0.0'],
    [179, '0.0'],
    [180, '0.1'],
    [5_400, '1.5'],
    [7_200, '2.0'],
    [-60, '0.0'],
  ])('%i seconds are %s hours', (seconds, text) =>
    expect(hoursTenths(start, start.plus({ seconds }))).toBe(text),
  );
});
