import { ApiDesk, expected } from '../../../test/support/api-desk';
import type { TestBrowser } from '../../identity/src/testing/test-browser';
import { CALENDAR_FILE_BYTES } from './calendar-file';
import { HOLIDAYS_2026 } from './testing/holidays-2026';
import type { CalendarImportResponse, CalendarYearResponse } from './work-calendar.dto';

let desk: ApiDesk;
let bureau: TestBrowser;
let lab: TestBrowser;

beforeAll(async () => {
  desk = await ApiDesk.open();
  bureau = await desk.signIn((await desk.build(['bureau_admin'])).userId);
  lab = await desk.signIn((await desk.build(['lab_manager'])).userId);
});
afterAll(() => desk.close());

const SESSION = '__Host-jiayi';

async function upload(
  content: string | Uint8Array<ArrayBuffer>,
  { name = '2026.csv', field = 'file', browser = bureau } = {},
): Promise<{ status: number; body: CalendarImportResponse & { code?: string } }> {
  const form = new FormData();
  form.append(field, new File([content], name));
  const response = await fetch(`${desk.url}/api/v1/work-calendar/imports`, {
    method: 'POST',
    body: form,
    headers: { cookie: `${SESSION}=${browser.cookie(SESSION) ?? ''}` },
  });
  return { status: response.status, body: (await response.json()) as never };
}

const FILE = [
  'date,kind,name',
  ...HOLIDAYS_2026.map(({ date, kind, nameZh }) => `${date},${kind},${nameZh}`),
].join('\r\n');

describe('the work calendar over HTTP', () => {
  it('shows a year to everybody signed in, with its ETag', async () => {
    const answer = await lab.call<CalendarYearResponse>('GET', '/work-calendar/2026');
    const { days, workdays, provisional } = expected(answer, 200);
    expect([days.length, workdays, provisional]).toEqual([39, 248, false]);
    expect(answer.headers.get('etag')).toBe('"1"');
  });

  it.each(['1999', '2101', '26', '2026.0', '２０２６', 'ticket'])(
    'refuses the year %s by its name',
    async (year) => {
      const { status, body } = await lab.call('GET', `/work-calendar/${encodeURIComponent(year)}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ pointer: '/year' }] });
    },
  );

  it('takes a year from the bureau, and tells what is wrong day by day', async () => {
    const days = [
      { date: '2027-01-01', kind: 'holiday', nameZh: '元旦' },
      { date: '2027-01-04', kind: 'workday', nameZh: '元旦调休上班' },
    ];
    const refused = await bureau.call('PUT', '/work-calendar/2027', { body: { days } });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/days/1/kind' }] });
    const body = { days: days.slice(0, 1) };
    const answer = await bureau.call<CalendarYearResponse>('PUT', '/work-calendar/2027', { body });
    expect(expected(answer, 200)).toMatchObject({ provisional: false, workdays: 260, version: 1 });
    const late = { body, headers: { 'if-match': '"0"' } };
    expect((await bureau.call('PUT', '/work-calendar/2027', late)).status).toBe(412);
    expect((await lab.call('PUT', '/work-calendar/2027', { body })).status).toBe(403);
  });

  it('takes the published file twice and changes nothing', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { status, body } = await upload(FILE);
      expect(status).toBe(200);
      expect(body.years).toMatchObject([{ year: 2026, workdays: 248, version: 1 }]);
    }
  });

  it.each([
    ['another kind of file', FILE, { name: 'holidays.xlsx' }, 422, 'calendar-kind'],
    ['a file without a header', '2026-01-01,holiday,元旦', {}, 422, 'calendar-header'],
    [
      'a file beyond the limit',
      new Uint8Array(CALENDAR_FILE_BYTES + 1).fill(65),
      {},
      422,
      'calendar-too-large',
    ],
    ['a field of another name', FILE, { field: 'calendar' }, 400, 'invalid-request'],
  ])('#26 refuses %s', async (_, content, how, status, code) => {
    const answer = await upload(content, how);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('takes no file from a laboratory', async () => {
    expect((await upload(FILE, { browser: lab })).status).toBe(403);
  });
});
