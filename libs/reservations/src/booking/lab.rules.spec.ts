import { at, bookable, onDay } from '../testing/bookable';
import { fullTimes, labReasons } from './lab.rules';

describe('fullTimes', () => {
  const three = [onDay(0, 9, 12), onDay(0, 10, 13), onDay(0, 11, 14)];

  it.each([
    ['any', 1, [onDay(0, 9, 14)]],
    ['two', 2, [onDay(0, 10, 13)]],
    ['three', 3, [onDay(0, 11, 12)]],
    ['more than ever run', 4, []],
  ])('are those at which %s run at once', (_what, most, expected) => {
    expect(fullTimes(three, most)).toEqual(expected);
  });

  it('go on where one ends and another begins, and stop where nothing follows', () => {
    expect(fullTimes([onDay(0, 9, 10), onDay(0, 10, 11), onDay(0, 12, 13)], 1)).toEqual([
      onDay(0, 9, 11),
      onDay(0, 12, 13),
    ]);
    expect(fullTimes([], 1)).toEqual([]);
  });
});

describe('labReasons', () => {
  const lab = { id: 'lab', nameZh: '电镜室', maxConcurrent: 2, oneAtATime: true };
  const nothing = { full: [], own: [], during: onDay(0, 9, 11) };
  const codes = (use: Parameters<typeof labReasons>[1]) =>
    labReasons(bookable({}, { lab }), use).map(({ code }) => code);

  it('are none where nothing is full and nothing else is the asker’s', () => {
    expect(codes(nothing)).toEqual([]);
    expect(codes(undefined)).toEqual([]);
    expect(labReasons(bookable(), { ...nothing, full: [onDay(0, 9, 11)] })).toEqual([]);
  });

  it('name the laboratory, what it allows and when', () => {
    const reasons = labReasons(bookable({}, { lab }), {
      ...nothing,
      full: [onDay(0, 10, 12)],
      own: [onDay(0, 8, 10)],
    });
    expect(reasons.map(({ code }) => code)).toEqual(['lab-one-at-a-time', 'lab-full']);
    expect(reasons[1]).toMatchObject({
      message: { zh: '电镜室同一时间最多 2 个预约，该时段已满' },
      values: { maxConcurrent: 2, full: [{ startsAt: '2026-11-23T10:00:00.000+08:00' }] },
    });
  });

  it('leave out full times that only touch the booking', () => {
    expect(codes({ ...nothing, full: [onDay(0, 7, 9), onDay(0, 11, 12)] })).toEqual([]);
    expect(codes({ ...nothing, full: [{ startsAt: at(0, 10, 59), endsAt: at(0, 12) }] })).toEqual([
      'lab-full',
    ]);
  });
});
