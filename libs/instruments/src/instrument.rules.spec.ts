import { fen } from '@app/common';
import { isLocation, mustShare, regionPrefix, transitionsFrom } from './instrument.rules';
import type { FundingClass } from './funding-class';

describe('mustShare', () => {
  it.each<[number, FundingClass[], boolean]>([
    [30_000_000, ['fiscal_local'], true],
    [29_999_999, ['fiscal_local'], false],
    [30_000_000, ['fiscal_central'], true],
    [30_000_000, ['state_capital'], true],
    [30_000_000, ['own', 'state_capital'], true],
    [900_000_000, ['own', 'social', 'other'], false],
  ])('of %p fen paid by %p is %p', (value, funding, expected) => {
    expect(mustShare(fen(value), funding)).toBe(expected);
  });
});

describe('the life of an instrument', () => {
  it.each([
    ['draft', ['submit', 'retire']],
    ['submitted', ['approve', 'return', 'retire']],
    ['listed', ['suspend', 'retire']],
    ['returned', ['submit', 'retire']],
    ['suspended', ['resume', 'retire']],
    ['retired', []],
  ] as const)('goes on from %s by %p', (status, expected) => {
    expect(transitionsFrom(status)).toEqual(expected);
  });
});

describe('isLocation', () => {
  it.each([
    ['330402', true],
    ['330400-F1', true],
    ['330400', true],
    ['330499', false],
    ['310000', true],
    ['310115', true],
    ['320506', true],
    ['321501', false],
    ['340901', false],
    ['110108', true],
    ['33040', false],
    ['嘉兴', false],
    ['', false],
  ])('of %p is %p', (code, expected) => {
    expect(isLocation(code)).toBe(expected);
  });
});

describe('regionPrefix', () => {
  it.each([
    ['330000', '33'],
    ['330400', '3304'],
    ['330402', '330402'],
    ['330400-F1', '330400-F1'],
  ])('of %s is %s', (code, prefix) => {
    expect(regionPrefix(code)).toBe(prefix);
  });
});
