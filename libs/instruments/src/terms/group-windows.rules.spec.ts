import {
  normaliseOpeningHours,
  openingHoursFaults,
  type ProposedHours,
} from './opening-hours.rules';

const [A, B] = ['0f0e0d0c-0000-7000-8000-00000000000a', '0f0e0d0c-0000-7000-8000-00000000000b'];
const hours = (...windows: [from: string, to: string, groupIds?: string[] | null][]) => ({
  weekly: windows.map(([from, to, groupIds]) => ({ weekday: 1, from, to, groupIds })),
  exceptions: [],
  onHolidays: 'open' as const,
});
const codes = (proposed: ProposedHours) => openingHoursFaults(proposed).map(({ code }) => code);

describe('windows for groups', () => {
  it.each([
    ['beside hours that are open to all', [hours(['08:00', '18:00'], ['18:00', '20:00', [A]])], []],
    [
      'on another day',
      [{ ...hours(['08:00', '18:00'], ['08:00', '10:00', [A]]) }],
      ['open-to-all'],
    ],
    [
      'inside hours of another group',
      [hours(['08:00', '18:00', [B]], ['08:00', '10:00', [A]])],
      [],
    ],
    ['without a group, which is all', [hours(['08:00', '18:00'], ['08:00', '10:00', []])], []],
  ])('%s', (_what, [proposed], expected) => {
    expect(codes(proposed as ProposedHours)).toEqual(expected);
  });

  it('say what they overlap, and where to change it', () => {
    const [fault] = openingHoursFaults(hours(['08:00', '18:00'], ['17:00', '20:00', [A]]));
    expect(fault).toMatchObject({ pointer: '/weekly/1/groupIds', code: 'open-to-all' });
    expect(fault?.message.zh).toContain('08:00–18:00');
  });

  it('of a single day are looked at by that day', () => {
    const exception = (date: string, groupIds?: string[]) => ({
      ...{ date, from: '08:00', to: '12:00', groupIds },
    });
    const proposed = (...exceptions: ProposedHours['exceptions']) => ({
      ...{ weekly: [], exceptions, onHolidays: 'open' as const },
    });
    expect(codes(proposed(exception('2026-12-01'), exception('2026-12-02', [A])))).toEqual([]);
    expect(codes(proposed(exception('2026-12-01'), exception('2026-12-01', [A])))).toEqual([
      'open-to-all',
    ]);
    expect(codes(proposed({ date: '2026-12-01', closed: true, groupIds: [A] }))).toEqual([
      'closed-or-window',
    ]);
  });

  it('are merged with windows of the same groups only', () => {
    const { weekly } = normaliseOpeningHours(
      hours(
        ['18:00', '20:00', [B, A]],
        ['08:00', '12:00'],
        ['20:00', '22:00', [A, B, A]],
        ['12:00', '18:00', []],
        ['18:00', '19:00', [A]],
      ),
    );
    expect(weekly).toEqual([
      { weekday: 1, from: '08:00', to: '18:00' },
      { weekday: 1, from: '18:00', to: '22:00', groupIds: [A, B] },
      { weekday: 1, from: '18:00', to: '19:00', groupIds: [A] },
    ]);
  });
});
