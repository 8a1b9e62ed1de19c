import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { setDatabaseTime } from '../support/database';
import { unnamedControls } from './accessibility';
import { chineseOutsideData, recordData } from './chinese-text';
import {
  DESKTOP,
  openStage,
  PHONE,
  see,
  seeGone,
  sidewaysPixels,
  signIn,
  type Stage,
} from './stage';

/** The instrument whose present day the demonstration tells, and the request that it holds three hours ahead. */
const INSTRUMENT = '核磁共振波谱仪';
const REQUESTED_BY = '示例光伏';
const HOURS_AHEAD = 3;

const PAGES: Record<string, string[]> = {
  enterprise: ['/instruments', '/reservations', '/orders', '/vouchers', '/claims'],
  lab: ['/lab', '/lab/instruments', '/orders'],
  bureau: ['/gov/review', '/gov/claims', '/gov/sync'],
  finance: ['/gov/claims'],
  admin: ['/gov/sync'],
  auditor: ['/gov/claims'],
};

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.clear();
  expect(stage.takeFaults()).toEqual([]);
});
afterAll(() => stage.stop());

const visit = async (page: Page, path: string) => {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
};

describe.each(Object.entries(PAGES))('the pages of %s', (login, paths) => {
  it('name every control, fit 1440 and 390 px, and are English after the switch but for data', async () => {
    const page = await stage.openAs(login);
    const data = recordData(page);
    for (const path of paths) {
      await visit(page, path);
      const unnamed = await unnamedControls(page);
      const wide = await sidewaysPixels(page);
      await page.setViewportSize(PHONE);
      const narrow = await sidewaysPixels(page);
      await page.setViewportSize(DESKTOP);
      await page.getByRole('button', { name: 'English' }).click();
      await see(page.getByRole('button', { name: 'Sign out' }));
      const chinese = await chineseOutsideData(page, data);
      await page.getByRole('button', { name: '中文' }).click();
      expect({ path, unnamed, wide, narrow, chinese }).toEqual({
        path,
        unnamed: [],
        wide: 0,
        narrow: 0,
        chinese: [],
      });
    }
  });
});

it('the booking sheet is English and names every control', async () => {
  const page = await stage.openAs('enterprise');
  await page.getByRole('button', { name: 'English' }).click();
  const data = recordData(page);
  await visit(page, '/instruments?outside=true');
  await page.getByRole('list', { name: 'Next free' }).first().getByRole('link').last().click();
  const sheet = page.getByRole('dialog', { name: 'Booking' });
  await sheet.getByLabel('Purpose').selectOption({ label: 'Testing' });
  await see(sheet.locator('.price'));
  await page.waitForLoadState('networkidle');
  expect(await chineseOutsideData(page, data)).toEqual([]);
  expect(await unnamedControls(page)).toEqual([]);
});

describe("the laboratory's day", () => {
  const cardOf = (page: Page, part: string, ...texts: string[]) =>
    texts
      .reduce(
        (cards, hasText) => cards.filter({ hasText }),
        page.getByRole('region', { name: part }).getByRole('article'),
      )
      .first();

  it('ends a use and settles its fee', async () => {
    const page = await stage.openAs('lab');
    const card = cardOf(page, '安排', INSTRUMENT, '进行中');
    const order = /JX\d\d-\d{6}-[\dX]/.exec(await see(card))?.[0] ?? '';
    await card.getByRole('button', { name: '结束使用' }).click();
    const ending = page.getByRole('dialog', { name: '结束使用' });
    await ending.getByLabel('实际样品数').fill('2');
    await ending.getByRole('button', { name: '确认' }).click();
    const used = cardOf(page, '安排', order);
    await used.getByRole('button', { name: '确认费用' }).click();
    const fee = page.getByRole('dialog', { name: '确认费用' });
    await fee.getByLabel('实际费用（元）').fill('700.00');
    await fee.getByRole('button', { name: '确认' }).click();
    await see(cardOf(page, '安排', order, '已完成'));
  });

  it('approves a request and starts the use when its time has come', async () => {
    const page = await stage.openAs('lab');
    const request = cardOf(page, '待审核申请', INSTRUMENT, REQUESTED_BY);
    const order = /JX\d\d-\d{6}-[\dX]/.exec(await see(request))?.[0] ?? '';
    await request.getByRole('button', { name: '同意' }).click();
    await seeGone(cardOf(page, '待审核申请', order));

    const then = DateTime.utc().plus({ hours: HOURS_AHEAD, minutes: 5 });
    await setDatabaseTime(stage.database, then);
    const later = await stage.open();
    await later.clock.setSystemTime(then.toJSDate());
    await signIn(later, 'lab');
    const due = cardOf(later, '安排', order);
    await due.getByRole('button', { name: '开始使用' }).click();
    await see(cardOf(later, '安排', order, '进行中'));
    await setDatabaseTime(stage.database, null);
  });
});
