import { at, bookable } from '../testing/bookable';
import { earliestStart, isTooLate, noticeSaid } from './notice.rules';

describe('earliestStart', () => {
  const from = (noticeMinutes: number, noticeInDays: boolean, now = at(0, 15)) =>
    earliestStart(now.toMillis(), { noticeMinutes, noticeInDays });

  it.each([
    ['minutes count to the minute', 2_880, false, at(2, 15)],
    ['days count by the date, whatever the hour', 2_880, true, at(2, 0)],
    ['no notice is this very instant', 0, true, at(0, 15)],
  ])('%s', (_what, minutes, inDays, expected) => {
    expect(from(minutes, inDays)).toBe(expected.toMillis());
  });

  it('counts days of Shanghai, where it is tomorrow long before midnight in London', () => {
    expect(from(1_440, true, at(0, 23, 59))).toBe(at(1, 0).toMillis());
    expect(from(1_440, true, at(1, 0))).toBe(at(2, 0).toMillis());
  });
});

describe('isTooLate', () => {
  const late = (policy: Parameters<typeof bookable>[0], now = at(0, 15)) =>
    isTooLate(bookable(policy).policy, 'changeNoticeMinutes', at(2, 9), now);

  it.each([
    ['no notice', {}, false],
    ['exactly the notice', { changeNoticeMinutes: 2_520 }, false],
    ['a minute more', { changeNoticeMinutes: 2_521 }, true],
    ['two days counted as days', { changeNoticeMinutes: 2_880, noticeInDays: true }, false],
    ['two days counted in minutes', { changeNoticeMinutes: 2_880 }, true],
    ['three days counted as days', { changeNoticeMinutes: 4_320, noticeInDays: true }, true],
    ['a lock window that is longer', { changeNoticeMinutes: 60, lockWindowMinutes: 2_521 }, true],
  ])('under %s', (_what, policy, expected) => {
    expect(late(policy)).toBe(expected);
  });
});

describe('noticeSaid', () => {
  it('says days where the policy counts them', () => {
    expect(noticeSaid({ noticeInDays: true }, 2_880)).toEqual({ zh: '2 天', en: '2 days' });
    expect(noticeSaid({ noticeInDays: true }, 90)).toEqual({ zh: '90 分钟', en: '90 minutes' });
    expect(noticeSaid({ noticeInDays: false }, 2_880).zh).toBe('2880 分钟');
  });
});
