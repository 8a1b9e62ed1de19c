import { ApiDesk, expected } from '../../../../test/support/api-desk';
import type { CreatedFeedResponse } from './feed.dto';

let desk: ApiDesk;

beforeAll(async () => {
  desk = await ApiDesk.open();
});
afterAll(() => desk.close());

describe('GET /calendars/{token}', () => {
  it('needs no session, is not sent again unchanged, and ends when it is revoked', async () => {
    const browser = await desk.signIn((await desk.build(['enterprise_member'])).userId);
    const feed = expected(
      await browser.call<CreatedFeedResponse>('POST', '/calendar-feeds', {
        body: { kind: 'person' },
      }),
      201,
    );
    const read = (headers = {}) => fetch(`${desk.url}${feed.path}`, { headers });
    const first = await read();
    expect([first.status, first.headers.get('content-type')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
    ]);
    expect(await first.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
    const etag = first.headers.get('etag') ?? '';
    const again = await read({ 'if-none-match': `"other", W/${etag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await read({ 'if-none-match': '"other"' })).status).toBe(200);
    expected(await browser.call('DELETE', `/calendar-feeds/${feed.id}`), 204);
    expect((await read({ 'if-none-match': etag })).status).toBe(404);
    // Nothing that is kept holds the address.
    const token = feed.path.split('/').at(-1) ?? '';
    expect(desk.log.filter((line) => line.includes(token))).toEqual([]);
  });
});
