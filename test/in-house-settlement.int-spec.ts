import { read, utils } from '@e965/xlsx';
import { DateTime } from 'luxon';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { ProjectCardResponse } from '../libs/settlements/src/project-cards/project-card.dto';
import type { IncomeStatementResponse } from '../libs/settlements/src/income-shares/income-share.dto';
import type { LabResponse } from '../libs/instruments/src/labs/lab.dto';
import type { TestPerson } from '../libs/identity/src/testing/people';
import type { TestBrowser } from '../libs/identity/src/testing/test-browser';
import { TestRegister } from '../libs/instruments/src/testing/register';
import { SettlementDesk } from '../libs/settlements/src/testing/settlement-desk';
import { ApiDesk, expected } from './support/api-desk';
import { setDatabaseTime } from './support/database';

let desk: ApiDesk;
let manager: TestPerson;
let browser: TestBrowser;
let orderId: string;

beforeAll(async () => {
  desk = await ApiDesk.open();
  await at(TODAY);
  manager = await desk.build(['lab_manager']);
  const user = await desk.build(['instrument_operator'], manager.organisationId);
  browser = await desk.signIn(manager.userId);
  const { id: instrumentId } = await new TestRegister(desk.db).buildDraft(actorOf(manager));
  const lab = await call<LabResponse>('POST', '/labs', { nameZh: '电镜室' }, 201);
  await call('PUT', `/instruments/${instrumentId}/lab`, { labId: lab.id }, 200);
  orderId = await new SettlementDesk(desk.db).buildOrder({
    holder: actorOf(manager),
    user: actorOf(user),
  });
  await desk.db.query('UPDATE service_order SET instrument_id = $2 WHERE id = $1', [
    ...[orderId, instrumentId],
  ]);
});
afterAll(async () => {
  await setDatabaseTime(desk.database, null);
  await desk.close();
});

const TODAY = '2026-02-10';

const at = (day: string): Promise<void> =>
  setDatabaseTime(desk.database, DateTime.fromISO(`${day}T12:00:00+08:00`) as DateTime<true>);

const call = async <Body>(method: string, path: string, body: unknown, status: number) =>
  expected(await browser.call<Body>(method, path, body === undefined ? {} : { body }), status);

const actorOf = (person: TestPerson): Actor => ({
  ...person,
  ...{ displayName: '王晓', organisationNameZh: '测试单位', organisationRegionCode: '330402' },
  ...{ organisationVerified: true, agentOrganisationId: null, roles: ['lab_manager'] },
});

const SESSION = '__Host-jiayi';

/** The rows of a sheet as it is downloaded. */
async function download(path: string): Promise<Record<string, unknown>[]> {
  const answer = await fetch(`${desk.url}/api/v1${path}`, {
    headers: { cookie: `${SESSION}=${browser.cookie(SESSION)}` },
  });
  expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
    200,
    expect.stringContaining('.xlsx'),
  ]);
  const sheet = read(Buffer.from(await answer.arrayBuffer())).Sheets.Sheet1 ?? {};
  return utils.sheet_to_json(sheet);
}

describe('an order of one’s own house over HTTP', () => {
  it('is paid from a card, shared with the laboratory and found in both sheets', async () => {
    const card = await call<ProjectCardResponse>(
      ...(['POST', '/project-cards'] as const),
      {
        ...{ number: newId(), title: '纤维表面改性', ownerId: manager.userId },
        ...{ budgetFen: 8_000, validUntil: '2099-12-31' },
      },
      201,
    );
    const rule = { validFrom: '2020-01-01', labRatio: 0.25 };
    await call('POST', '/income-shares/rules', rule, 201);
    const charge = { orderId, amountFen: 5_001 };
    await call('POST', `/project-cards/${card.id}/transfers`, charge, 201);
    const refusal = await call<{ code: string }>(
      ...(['POST', `/project-cards/${card.id}/transfers`, { orderId, amountFen: 3_000 }] as const),
      422,
    );
    expect(refusal.code).toBe('project-card-exhausted');
    const balance = await call('GET', `/orders/${orderId}/balance`, undefined, 200);
    expect(balance).toMatchObject({ billedFen: 10_000, paidFen: 5_001, openFen: 4_999 });

    const shares = { total: { receivedFen: 5_001, labFen: 1_250, holderFen: 3_751 } };
    const statement = `/income-shares/statement?month=${TODAY}`;
    expect(await call('GET', statement, undefined, 200)).toMatchObject({
      closedAt: null,
      ...shares,
    });
    for (const side of ['income', 'spending']) {
      const rows = await download(`/${side}/export?from=${TODAY}&to=${TODAY}`);
      expect(rows).toMatchObject([
        { '实际费用（元）': 100, '其中经费卡转账（元）': 50.01 },
        { 订单编号: '合计', '实际费用（元）': 100 },
      ]);
      if (side === 'income') expect(rows[1]).toMatchObject({ '机组分成（元）': 12.5 });
    }

    await at('2026-03-01');
    browser = await desk.signIn(manager.userId);
    const closed = await call<IncomeStatementResponse>(
      ...(['POST', '/income-shares/closings', { month: TODAY }] as const),
      201,
    );
    expect(closed).toMatchObject(shares);
    expect(await call('GET', statement, undefined, 200)).toEqual(closed);
  });
});
