import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import type { AuditEntryResponse } from '../libs/identity/src/audit-trail/audit-trail.dto';
import type { TestPerson } from '../libs/identity/src/testing/people';
import type { TestBrowser } from '../libs/identity/src/testing/test-browser';
import { ApiDesk, expected } from './support/api-desk';

let desk: ApiDesk;
let auditor: TestPerson;
let browser: TestBrowser;

beforeAll(async () => {
  desk = await ApiDesk.open();
  auditor = await desk.build(['auditor']);
  browser = await desk.signIn(auditor.userId);
});
afterAll(() => desk.close());

const record = (actor: TestPerson | null, action: string, objectId = newId(), detail = {}) =>
  inTransaction(desk.db, (tx) =>
    new AuditService().record(tx, { actor, action, objectType: 'test', objectId, detail }),
  );

async function search(query: Record<string, string>): Promise<AuditEntryResponse[]> {
  const answer = await browser.call<{ items: AuditEntryResponse[] }>(
    'GET',
    `/audit/entries?${new URLSearchParams(query).toString()}`,
  );
  return expected(answer, 200).items;
}

describe('GET /audit/entries', () => {
  it('finds by whatever narrows, newest first, with names beside ids', async () => {
    const person = await desk.build(['lab_manager']);
    const objectId = newId();
    await record(person, 'trial.first', objectId, { amountFen: 5 });
    await pause(5); // moments are told to the millisecond
    await record(person, 'trial.second', objectId);
    await record(null, 'trial.third', objectId);

    const found = await search({ objectId });
    expect(found.map(({ action }) => action)).toEqual([
      'trial.third',
      'trial.second',
      'trial.first',
    ]);
    expect(found[2]).toMatchObject({
      actor: { id: person.userId, displayName: '王晓' },
      organisation: { id: person.organisationId, nameZh: '测试单位' },
      detail: { amountFen: 5 },
      outcome: 'done',
      objectId,
    });
    expect(found[0]).toMatchObject({ actor: null, organisation: null, requestId: null });
    const at = found[1]?.at ?? '';
    for (const [query, count] of [
      [{ actorId: person.userId, action: 'trial.' }, 2],
      [{ organisationId: person.organisationId, action: 'trial.f' }, 1],
      [{ objectId, objectType: 'test' }, 3],
      [{ objectId, objectType: 'reservation' }, 0],
      [{ objectId, outcome: 'refused' }, 0],
      [{ objectId, from: at }, 2],
      [{ objectId, to: at }, 1],
      [{ objectId, action: '%' }, 0],
    ] as const) {
      expect([query, (await search(query)).length]).toEqual([query, count]);
    }
  });

  it('pages without losing or repeating an entry', async () => {
    const objectId = newId();
    for (let index = 0; index < 7; index += 1) await record(null, `paged.${index}`, objectId);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ objectId, limit: '3', ...(cursor && { cursor }) });
      const { body } = await browser.call<{ items: AuditEntryResponse[]; next?: string }>(
        'GET',
        `/audit/entries?${query.toString()}`,
      );
      seen.push(...body.items.map(({ action }) => action));
      cursor = body.next;
    } while (cursor !== undefined);
    expect(seen).toEqual([6, 5, 4, 3, 2, 1, 0].map((index) => `paged.${index}`));
  });

  it('#59 finds a refusal with who asked for what, by the request it was', async () => {
    const lab = await desk.build(['lab_manager']);
    const labBrowser = await desk.signIn(lab.userId);
    const refused = await labBrowser.call<{ instance: string }>('GET', '/audit/entries');
    expect(refused.status).toBe(403);
    expect(await search({ requestId: refused.body.instance })).toMatchObject([
      {
        action: 'auditTrail.list',
        outcome: 'refused',
        actor: { id: lab.userId },
        objectId: null,
        detail: { code: 'forbidden' },
        requestId: refused.body.instance,
      },
    ]);
  });

  it('says what is wrong with a filter', async () => {
    const { status, body } = await browser.call('GET', '/audit/entries?from=yesterday&actorId=1');
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ pointer: '/from' }, { pointer: '/actorId' }] });
    expect((await browser.call('GET', '/audit/entries?cursor=WzEsMl0')).status).toBe(400);
  });

  it.each(['bureau_admin', 'security_admin', 'bureau_reviewer', 'finance_officer'] as const)(
    'is not for %s',
    async (role) => {
      const other = await desk.signIn((await desk.build([role])).userId);
      for (const path of ['entries', 'entries/export', 'verification']) {
        expect([path, (await other.call('GET', `/audit/${path}`)).status]).toEqual([path, 403]);
      }
    },
  );
});

describe('GET /audit/entries/export', () => {
  it('#25 gives all that match as values, no cell a formula, and is an entry itself', async () => {
    const objectId = newId();
    for (let index = 0; index < 1_005; index += 1) await record(null, '=1+1', objectId);
    const answer = await fetch(`${desk.url}/api/v1/audit/entries/export?objectId=${objectId}`, {
      headers: { cookie: `__Host-jiayi=${browser.cookie('__Host-jiayi')}` },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const rows = parse(await answer.text(), { columns: true, bom: true });
    expect(rows).toHaveLength(1_005);
    expect(rows[0]).toMatchObject({ action: `'=1+1`, objectId });
    expect(await search({ action: 'audit.export', actorId: auditor.userId })).toMatchObject([
      { detail: { objectId }, objectType: 'audit_entry' },
    ]);
  });
});

describe('GET /audit/verification', () => {
  it('tells that the trail is sound, and how far it is sealed', async () => {
    const { status, body } = await browser.call('GET', '/audit/verification');
    expect(status).toBe(200);
    expect(body).toMatchObject({ sound: true, findings: [], blocks: 0, heads: 0 });
    expect(body.unsealedEntries).toBeGreaterThan(1_000);
  });
});
