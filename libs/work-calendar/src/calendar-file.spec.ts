import { encode } from 'iconv-lite';
import { type FieldError, FieldsRefused } from '@app/common';
import { readCalendarFile } from './calendar-file';
import { HOLIDAYS_2026 } from './testing/holidays-2026';

const lines = HOLIDAYS_2026.map(({ date, kind, nameZh }) => `${date},${kind},${nameZh}`);
const ENGLISH = ['date,kind,name', ...lines].join('\n');
const CHINESE = ['日期,类型,名称', ...lines]
  .join('\r\n')
  .replaceAll('holiday', '节假日')
  .replaceAll('workday', '调休上班');

const faultsOf = (text: string): FieldError[] => {
  try {
    readCalendarFile(Buffer.from(text));
  } catch (error) {
    if (error instanceof FieldsRefused) return error.members.errors as FieldError[];
    throw error;
  }
  return [];
};

describe('readCalendarFile', () => {
  it.each([
    ['UTF-8', Buffer.from(ENGLISH)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${ENGLISH}`)],
    ['GB18030 under Chinese headings', encode(CHINESE, 'gb18030')],
    ['blank lines', Buffer.from(`${ENGLISH}\n\n,,\n`)],
  ])('reads the published year in %s', (_, content) => {
    expect([...readCalendarFile(content)]).toEqual([[2026, HOLIDAYS_2026]]);
  });

  it.each(['2027/1/1', '2027.01.01', '2027年1月1日', '20270101'])('takes %s for a date', (date) => {
    const years = readCalendarFile(Buffer.from(`date,kind,name\n${date},休,元旦`));
    expect(years.get(2027)).toEqual([{ date: '2027-01-01', kind: 'holiday', nameZh: '元旦' }]);
  });

  it('keeps the years of one file apart', () => {
    const text = `${ENGLISH}\n2027-01-01,holiday,元旦`;
    expect([...readCalendarFile(Buffer.from(text)).keys()]).toEqual([2026, 2027]);
  });

  it('names the line, the value and the way out of every bad row at once', () => {
    const rows = ['2026-02-30,holiday,春节', '2026-01-01,festival,元旦', '2026-01-02,holiday,'];
    const faults = faultsOf(['date,kind,name', ...rows].join('\n'));
    expect(faults.map(({ pointer }) => pointer)).toEqual([
      '/rows/2/date',
      '/rows/3/kind',
      '/rows/4/name',
    ]);
    expect(faults[0]?.message.zh).toContain('2026-02-30');
  });

  it('judges what contradicts the week by its line too', () => {
    const text = 'date,kind,name\n\n2026-01-01,holiday,元旦\n2026-01-05,workday,上班';
    expect(faultsOf(text)).toMatchObject([{ pointer: '/rows/4/kind', code: 'already-a-workday' }]);
  });

  it.each([
    ['no header', '2026-01-01,holiday,元旦', 'calendar-header'],
    ['only a header', 'date,kind,name', 'calendar-empty'],
    ['bytes of a picture', '\u0000PNG', 'calendar-unreadable'],
    ['open quotes', 'date,kind,name\n"2026', 'calendar-unreadable'],
    [
      'more years than one notice',
      `date,kind,name\n${Array.from({ length: 11 }, (_, at) => `${2020 + at}-01-01,休,元旦`).join('\n')}`,
      'calendar-too-many-years',
    ],
  ])('#26 refuses a file with %s', (_, text, code) => {
    expect(() => readCalendarFile(Buffer.from(text))).toThrow(expect.objectContaining({ code }));
  });

  it('refuses words of the language itself as kinds', () => {
    expect(faultsOf('date,kind,name\n2026-01-01,constructor,x')).toMatchObject([
      { pointer: '/rows/2/kind' },
    ]);
  });
});
