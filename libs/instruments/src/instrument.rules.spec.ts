import { fen } from '@app/common';
import { mustShare, transitionsFrom } from './instrument.rules';
import type { FundingClass } from './record/funding-class';
import type { Use } from './record/record.words';

describe('mustShare', () => {
  it.each<[number, FundingClass[], boolean]>([
    [30_000_000, ['fiscal_local'], true],
    [29_999_999, ['fiscal_local'], false],
    [30_000_000, ['fiscal_central'], true],
    [30_000_000, ['state_capital'], true],
    [30_000_000, ['own', 'state_capital'], true],
    [900_000_000, ['own', 'social', 'other'], false],
  ])('of %p fen paid by %p is %p', (value, fundingClasses, expected) => {
    const facts = { originalValueFen: fen(value), fundingClasses, useObliged: false };
    expect(mustShare({ ...facts, uses: ['research'] })).toBe(expected);
  });

  it.each<[Use[], boolean, boolean]>([
    [['research', 'teaching'], false, true],
    [['medical'], false, false],
    [['production', 'testing', 'teaching'], false, false],
    [['medical'], true, true],
  ])('of one for %p, decided %p, is %p', (uses, useObliged, expected) => {
    const facts = { originalValueFen: fen(30_000_000), uses, useObliged };
    expect(mustShare({ ...facts, fundingClasses: ['fiscal_local'] })).toBe(expected);
    expect(mustShare({ ...facts, fundingClasses: ['own'] })).toBe(false);
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
