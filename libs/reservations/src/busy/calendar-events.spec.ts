import { instantOf, isoInZone } from '@app/common';
import { calendarEvents } from './calendar-events';

const WINDOW = {
  startsAt: instantOf('2026-03-01T00:00:00+08:00'),
  endsAt: instantOf('2026-06-01T00:00:00+08:00'),
};

const calendar = (...events: string[][]): string =>
  [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN'],
    ...events.flatMap((lines) => ['BEGIN:VEVENT', 'UID:a', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\r\n');

const read = (text: string): [id: string, from: string, to: string][] =>
  calendarEvents(text, WINDOW).map(({ externalId, period }) => [
    externalId,
    isoInZone(period.startsAt).slice(0, 16),
    isoInZone(period.endsAt).slice(0, 16),
  ]);

describe('calendarEvents', () => {
  it.each([
    ['UTC', ['DTSTART:20260302T010000Z', 'DTEND:20260302T030000Z']],
    [
      'a zone by its name',
      ['DTSTART;TZID=Asia/Tokyo:20260302T100000', 'DTEND;TZID=Asia/Tokyo:20260302T120000'],
    ],
    ['no zone', ['DTSTART:20260302T090000', 'DTEND:20260302T110000']],
    ['a length', ['DTSTART:20260302T010000Z', 'DURATION:PT2H']],
  ])('takes a time in %s', (_, lines) => {
    expect(read(calendar(lines))).toEqual([['a', '2026-03-02T09:00', '2026-03-02T11:00']]);
  });

  it('takes a whole day as a day of Shanghai', () => {
    expect(read(calendar(['DTSTART;VALUE=DATE:20260302', 'DTEND;VALUE=DATE:20260304']))).toEqual([
      ['a', '2026-03-02T00:00', '2026-03-04T00:00'],
    ]);
  });

  it('takes a zone by the rules that come along, when nobody knows its name', () => {
    const text = calendar([
      'DTSTART;TZID=实验室:20260302T100000',
      'DTEND;TZID=实验室:20260302T120000',
    ]);
    const zone = [
      ...['BEGIN:VTIMEZONE', 'TZID:实验室', 'BEGIN:STANDARD', 'DTSTART:19700101T000000'],
      ...['TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', 'END:STANDARD', 'END:VTIMEZONE'],
    ].join('\r\n');
    expect(read(text.replace('BEGIN:VEVENT', `${zone}\r\nBEGIN:VEVENT`))).toEqual([
      ['a', '2026-03-02T09:00', '2026-03-02T11:00'],
    ]);
  });

  it('counts a repeating booking out, but for dates that are left out, moved or cancelled', () => {
    const weekly = [
      ...['DTSTART;TZID=Asia/Shanghai:20260105T090000', 'DTEND;TZID=Asia/Shanghai:20260105T110000'],
      ...['RRULE:FREQ=WEEKLY;UNTIL=20260331T000000Z', 'EXDATE;TZID=Asia/Shanghai:20260309T090000'],
    ];
    const moved = [
      'RECURRENCE-ID;TZID=Asia/Shanghai:20260316T090000',
      ...['DTSTART;TZID=Asia/Shanghai:20260317T130000', 'DTEND;TZID=Asia/Shanghai:20260317T140000'],
    ];
    const cancelled = [
      ...['RECURRENCE-ID;TZID=Asia/Shanghai:20260323T090000', 'STATUS:CANCELLED'],
      ...['DTSTART;TZID=Asia/Shanghai:20260323T090000', 'DTEND;TZID=Asia/Shanghai:20260323T110000'],
    ];
    expect(read(calendar(weekly, moved, cancelled)).map(([, ...period]) => period)).toEqual([
      ['2026-03-02T09:00', '2026-03-02T11:00'],
      ['2026-03-17T13:00', '2026-03-17T14:00'],
      ['2026-03-30T09:00', '2026-03-30T11:00'],
    ]);
  });

  it('leaves out what is cancelled, free, over, or our own feed coming back', () => {
    const time = ['DTSTART:20260302T010000Z', 'DTEND:20260302T030000Z'];
    expect(read(calendar([...time, 'STATUS:CANCELLED'], [...time, 'TRANSP:TRANSPARENT']))).toEqual(
      [],
    );
    expect(read(calendar(['DTSTART:20260202T010000Z', 'DTEND:20260202T030000Z']))).toEqual([]);
    expect(read(calendar(time).replace('UID:a', 'UID:0193@jiayi'))).toEqual([]);
  });

  it('does not count an endless booking for ever', () => {
    const endless = ['DTSTART:19700101T010000Z', 'DTEND:19700101T020000Z', 'RRULE:FREQ=SECONDLY'];
    expect(() => read(calendar(endless))).toThrow('too-many-events');
    const hourly = ['DTSTART:20260301T000000Z', 'DTEND:20260301T003000Z', 'RRULE:FREQ=HOURLY'];
    expect(() => read(calendar(hourly))).toThrow('too-many-events');
  });

  it.each(['', '<html></html>', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', 'BEGIN:VCARD\r\nEND:VCARD'])(
    'refuses %j',
    (text) => expect(() => read(text)).toThrow('not-a-calendar'),
  );
});
