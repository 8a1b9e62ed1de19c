import { at, bookable, onDay } from '../testing/bookable';
import { lastServiceDay, trainingReasons } from './qualification.rules';

const TRAINED = bookable({ trainingRequired: true }, { holderNameZh: '嘉兴大学' });
const MONDAY = '2026-11-23';

describe('trainingReasons', () => {
  it('asks nobody where the policy wants no training', () => {
    expect(trainingReasons(bookable(), null, MONDAY)).toEqual([]);
    expect(trainingReasons(bookable(), { validUntil: '2020-01-01' }, MONDAY)).toEqual([]);
  });

  it('tells who was never trained, and whom to ask', () => {
    const [reason, ...others] = trainingReasons(TRAINED, null, MONDAY);
    expect(others).toEqual([]);
    expect(reason).toMatchObject({
      code: 'training-required',
      values: { holderNameZh: '嘉兴大学' },
    });
    expect(reason?.message.zh).toContain('嘉兴大学');
    expect(reason?.message.en).toContain('training');
  });

  it.each([
    ['without an end', null, MONDAY, []],
    ['that ends later', '2026-11-24', MONDAY, []],
    ['on its last day', MONDAY, MONDAY, []],
    ['a day after its last', '2026-11-22', MONDAY, ['qualification-expired']],
  ])('looks at a qualification %s', (_what, validUntil, day, expected) => {
    const reasons = trainingReasons(TRAINED, { validUntil }, day);
    expect(reasons.map(({ code }) => code)).toEqual(expected);
    for (const { values } of reasons) expect(values).toMatchObject({ validUntil });
  });
});

describe('lastServiceDay', () => {
  it('is the day of the last minute, in Shanghai', () => {
    expect(lastServiceDay(onDay(0, 22, 24))).toBe(MONDAY);
    expect(lastServiceDay({ startsAt: at(0, 22), endsAt: at(1, 0, 1) })).toBe('2026-11-24');
  });
});
