import { isAllFree, layOutDays, pickCell } from './week-layout';

const at = (day: number, time: string) => `2026-11-${day}T${time}:00+08:00`;
const DATES = ['2026-11-23', '2026-11-24'];
const TIMETABLE = {
  free: [
    { startsAt: at(23, '09:00'), endsAt: at(23, '12:00') },
    { startsAt: at(24, '13:15'), endsAt: at(24, '18:00') },
  ],
  busy: [{ startsAt: at(23, '12:00'), endsAt: at(23, '14:00') }],
};

describe('layOutDays', () => {
  it('shows office hours and what lies beyond them, in half hours', () => {
    const layout = layOutDays(DATES, TIMETABLE);
    expect(layout).toMatchObject({ firstMinute: 540, stepMinutes: 30, rows: 18 });
    expect(layout.columns[0]?.states.slice(0, 11)).toEqual([
      ...Array<string>(6).fill('free'),
      ...Array<string>(4).fill('busy'),
      'closed',
    ]);
  });

  it('never shows a cell as free that is free only in part', () => {
    const tuesday = layOutDays(DATES, TIMETABLE).columns[1]?.states;
    expect(tuesday?.[8]).toBe('closed'); // 13:00–13:30, free from 13:15 on
    expect(tuesday?.[9]).toBe('free');
  });

  it('takes whole hours for an instrument that runs day and night', () => {
    const layout = layOutDays(DATES, {
      free: [{ startsAt: at(23, '00:00'), endsAt: at(25, '00:00') }],
      busy: [],
    });
    expect(layout).toMatchObject({ firstMinute: 0, stepMinutes: 60, rows: 24 });
    expect(layout.columns.every(({ states }) => states.every((state) => state === 'free'))).toBe(
      true,
    );
  });

  it('has no free cell in an empty timetable', () => {
    const { columns } = layOutDays(DATES, { free: [], busy: [] });
    expect(columns.flatMap(({ states }) => states)).not.toContain('free');
  });
});

describe('pickCell', () => {
  const layout = layOutDays(DATES, TIMETABLE);
  const monday = (startMinute: number, endMinute: number) => ({
    date: '2026-11-23',
    startMinute,
    endMinute,
  });

  it('starts with the shortest allowed length', () => {
    expect(pickCell(layout, null, '2026-11-23', 540, 60)).toEqual(monday(540, 600));
  });

  it('moves the end to a later free cell', () => {
    expect(pickCell(layout, monday(540, 600), '2026-11-23', 690, 60)).toEqual(monday(540, 720));
  });

  it('starts anew before the start, on another day, or across taken time', () => {
    expect(pickCell(layout, monday(600, 660), '2026-11-23', 540, 30)).toEqual(monday(540, 570));
    expect(pickCell(layout, monday(600, 660), '2026-11-24', 840, 30)).toMatchObject({
      date: '2026-11-24',
    });
    expect(isAllFree(layout, monday(600, 870))).toBe(false);
  });

  it('chooses nothing on a taken cell', () => {
    expect(pickCell(layout, null, '2026-11-23', 720, 30)).toBeNull();
  });
});
