import fc from 'fast-check';
import { fen } from '@app/common';
import { mustShare } from '../instrument.rules';
import { FUNDING_CLASSES, type FundingClass } from '../record/funding-class';
import { type Use, USES } from '../record/record.words';
import { dutyReason } from './duty.rules';

const RESEARCH = {
  originalValueFen: fen(30_000_000),
  fundingClasses: ['fiscal_local'] as FundingClass[],
  uses: ['research'] as Use[],
  useObliged: false,
};

describe('dutyReason', () => {
  it.each([
    ['at the threshold', {}, 'public-research-instrument'],
    ['a fen below', { originalValueFen: fen(29_999_999) }, 'below-threshold'],
    ['privately paid', { fundingClasses: ['own', 'social', 'other'] }, 'no-public-money'],
    [
      'of mixed funding',
      { fundingClasses: ['own', 'state_capital'] },
      'public-research-instrument',
    ],
    ['for teaching', { uses: ['teaching'] }, 'not-for-research'],
    ['for testing', { uses: ['testing'] }, 'not-for-research'],
    ['for medicine', { uses: ['medical'] }, 'not-for-research'],
    ['for production', { uses: ['production'] }, 'not-for-research'],
    ['for medicine by decision', { uses: ['medical'], useObliged: true }, 'use-decided'],
    ['for research and medicine', { uses: ['medical', 'research'] }, 'public-research-instrument'],
  ] as [string, Partial<typeof RESEARCH>, string][])(
    'tells the ground of one %s',
    (_, changes, code) => {
      expect(dutyReason({ ...RESEARCH, ...changes }).code).toBe(code);
    },
  );

  it('names the edge in yuan, and calls what is below it a choice', () => {
    const { message } = dutyReason({ ...RESEARCH, originalValueFen: fen(29_999_999) });
    expect(message.zh).toBe('非应入网，可自愿：单台套原值 ¥299,999.99，低于 ¥300,000.00');
    expect(dutyReason(RESEARCH).message.zh).toContain('¥300,000.00');
  });

  it('names every ground at once', () => {
    const facts = { originalValueFen: fen(1), fundingClasses: ['own'] as FundingClass[] };
    const { message } = dutyReason({ ...facts, uses: ['production'], useObliged: false });
    expect(message.zh.split('；')).toHaveLength(3);
    expect(message.en.split(';')).toHaveLength(3);
  });

  it('agrees with the duty itself for every instrument there can be', () => {
    const facts = fc.record({
      originalValueFen: fc.integer({ min: 29_999_990, max: 30_000_010 }).map(fen),
      fundingClasses: fc.subarray([...FUNDING_CLASSES], { minLength: 1 }),
      uses: fc.subarray([...USES], { minLength: 1 }),
      useObliged: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (instrument) => {
        const { code, message } = dutyReason(instrument);
        const obliged = ['public-research-instrument', 'use-decided'].includes(code);
        expect(obliged).toBe(mustShare(instrument));
        expect(message.zh.startsWith(obliged ? '应入网' : '非应入网，可自愿')).toBe(true);
      }),
    );
  });
});
