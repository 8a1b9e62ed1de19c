import type { OpeningHours } from '../terms/terms';
import { type AskerGroup, termsFor } from './group-terms.rules';

const [A, B] = ['group-a', 'group-b'];
const member = (id: string, horizonDays: number | null = null): AskerGroup => ({
  id,
  horizonDays,
  feeTier: null,
});
const terms = (horizonDays: number | null, openingHours: OpeningHours | null = null) => ({
  openingHours,
  policy: { horizonDays },
});

describe('the horizon', () => {
  it.each([
    ['is the instrument’s for the public', 30, [], 30],
    ['is the group’s when that is longer', 30, [member(A, 90)], 90],
    ['is the instrument’s when that is longer', 30, [member(A, 7)], 30],
    ['is the instrument’s when the group sets none', 30, [member(A)], 30],
    ['is the longest of several groups', 30, [member(A, 60), member(B, 90)], 90],
    ['has no end where the instrument sets none', null, [member(A, 90)], null],
  ])('%s', (_what, own, groups, expected) => {
    expect(termsFor(terms(own), groups).policy.horizonDays).toBe(expected);
  });
});

describe('the hours', () => {
  const day = { weekday: 1, from: '08:00', to: '18:00' };
  const evening = { weekday: 1, from: '18:00', to: '20:00', groupIds: [A] };
  const night = { weekday: 1, from: '20:00', to: '24:00', groupIds: [A, B] };
  const date = '2026-11-28';
  const hours: OpeningHours = {
    version: 3,
    weekly: [day, evening, night],
    exceptions: [
      { date, from: '08:00', to: '12:00', groupIds: [B] },
      { date: '2026-11-29', closed: true },
    ],
    onHolidays: 'closed',
  };
  const weeklyFor = (...groups: AskerGroup[]) =>
    termsFor(terms(null, hours), groups).openingHours?.weekly;

  it('are those open to all for the public, and one’s groups’ besides for members', () => {
    expect(weeklyFor()).toEqual([day]);
    expect(weeklyFor(member('stranger'))).toEqual([day]);
    expect(weeklyFor(member(B))).toEqual([day, night]);
    expect(weeklyFor(member(A), member(B))).toEqual([day, evening, night]);
  });

  it('close a day that is open to others only, in place of its weekly hours', () => {
    const exceptionsFor = (...groups: AskerGroup[]) =>
      termsFor(terms(null, hours), groups).openingHours?.exceptions;
    expect(exceptionsFor()).toEqual([
      { date, closed: true },
      { date: '2026-11-29', closed: true },
    ]);
    expect(exceptionsFor(member(B))).toEqual(hours.exceptions);
  });

  it('stay unset where they were never set', () => {
    expect(termsFor(terms(null), [member(A)]).openingHours).toBeNull();
  });
});
