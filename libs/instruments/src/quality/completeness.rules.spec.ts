import fc from 'fast-check';
import { CRITERIA, type QualityFacts } from './completeness.criteria';
import { completeness } from './completeness.rules';

const COMPLETE: QualityFacts = {
  ...{ model: 'Sigma 300', manufacturer: 'ZEISS', address: '理化楼 101', nameEn: 'FE-SEM' },
  ...{ acquisition: 'purchased', instrumentType: 'general', countryOfOrigin: '德国' },
  ...{ subjects: ['430'], specification: '1 nm', functions: '形貌', serviceContent: '拍照' },
  ...{
    userNotice: '预约使用',
    contactName: '王晓',
    contactPhone: '0573-1',
    contactEmail: 'a@b.cn',
  },
  ...{ bookedOn: '2026-01-05', latitude: 30.7, photos: true, fundingEvidence: true },
  ...{ feeSchedule: true, openingHours: true, regionalId: true, isBooked: true, isCounted: true },
};

describe('completeness', () => {
  it('of a record that has everything is 100', () => {
    expect(completeness(COMPLETE)).toEqual({
      ...{ score: 100, missing: [], summary: { zh: '资料完整', en: 'complete' } },
    });
  });

  it('says how many are missing and what that affects, in one sentence', () => {
    const facts = { ...COMPLETE, functions: '', userNotice: null, subjects: [] };
    expect(completeness(facts).summary.zh).toBe('缺 3 项，影响同步');
    expect(completeness({ ...facts, model: '', feeSchedule: false }).summary).toEqual({
      zh: '缺 5 项，影响提交审核、同步、预约',
      en: '5 missing, which affects submission, sync, booking',
    });
    expect(completeness({ ...COMPLETE, photos: false }).summary.zh).toBe('缺 1 项，不影响办理');
  });

  it.each([
    ['opening hours', 'isBooked', 'openingHours'],
    ['the number on the platform', 'isCounted', 'regionalId'],
    ['evidence of the funding', 'isCounted', 'fundingEvidence'],
  ] as const)('asks for %s only where they matter', (_, condition, field) => {
    const without = { ...COMPLETE, [field]: false };
    expect(completeness(without).missing.map((one) => one.field)).toEqual([field]);
    expect(completeness({ ...without, [condition]: false }).score).toBe(100);
  });

  it.each(CRITERIA.map(({ field }) => [field] as const))('notices that %s is missing', (field) => {
    const value = COMPLETE[field];
    const empty = Array.isArray(value) ? [] : typeof value === 'boolean' ? false : null;
    const { score, missing } = completeness({ ...COMPLETE, [field]: empty });
    expect(missing.map((one) => one.field)).toEqual([field]);
    expect(score).toBeLessThan(100);
    expect(score).toBeGreaterThan(85);
  });

  it('falls with every further gap, from 100 to 0, and is 100 for nothing but a complete record', () => {
    const fields = CRITERIA.map(({ field }) => field);
    const gap = (field: keyof QualityFacts) =>
      Array.isArray(COMPLETE[field]) ? [] : typeof COMPLETE[field] === 'boolean' ? false : null;
    fc.assert(
      fc.property(fc.shuffledSubarray(fields), (order) => {
        let facts: QualityFacts = COMPLETE;
        let before = 101;
        for (const field of order) {
          facts = { ...facts, [field]: gap(field) };
          const { score } = completeness(facts);
          expect(score).toBeLessThanOrEqual(before);
          expect(score).toBeLessThan(100);
          before = score;
        }
        if (order.length === fields.length) expect(before).toBe(0);
      }),
    );
  });
});
