import { slotsOfLength } from './free-slots';

const free = [
  { startsAt: '2026-11-24T09:00:00+08:00', endsAt: '2026-11-24T12:30:00+08:00' },
  { startsAt: '2026-11-24T13:00:00+08:00', endsAt: '2026-11-24T14:00:00+08:00' },
  { startsAt: '2026-11-24T15:00:00+08:00', endsAt: '2026-11-24T17:00:00+08:00' },
];

describe('slots of a length', () => {
  it('follow each other from the start of a free period and never reach over its end', () => {
    expect(slotsOfLength(free, 120, 9)).toEqual([
      { startsAt: '2026-11-24T01:00:00.000Z', endsAt: '2026-11-24T03:00:00.000Z' },
      { startsAt: '2026-11-24T07:00:00.000Z', endsAt: '2026-11-24T09:00:00.000Z' },
    ]);
  });

  it('stop at the limit', () => {
    expect(slotsOfLength(free, 30, 3)).toHaveLength(3);
  });

  it('are none when nothing is free long enough', () => {
    expect(slotsOfLength(free, 240, 9)).toEqual([]);
  });
});
