import { DateTime } from 'luxon';
import { randomUUID } from 'node:crypto';
import { unnamedControls } from './accessibility';
import { setDatabaseTime } from '../support/database';
import { findNextWeek, findSlot, openSheet, type Period, readPrice } from './booking-steps';
import { openStage, PHONE, see, seeGone, sidewaysPixels, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterEach(async () => {
  await stage.clear();
  expect(stage.takeFaults()).toEqual([]);
});
afterAll(() => stage.stop());

describe('sign-in', () => {
  it('says in a sentence that the password is wrong, and keeps the account', async () => {
    const page = await stage.open();
    await page.goto('/reservations');
    await page.getByLabel('账号').fill('enterprise');
    await page.getByLabel('密码').fill('not the password');
    await page.getByRole('button', { name: '登录' }).click();
    expect(await see(page.getByRole('alert'))).toMatch(/账号|密码/);
    expect(await page.getByLabel('账号').inputValue()).toBe('enterprise');
  });

  it('asks for what is missing beside the field', async () => {
    const page = await stage.open();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: '登录' }).click();
    await see(page.getByText('请输入账号'));
    await see(page.getByText('请输入密码'));
  });

  it('#63 leaves nothing of a person behind once it ends', async () => {
    const page = await stage.openAs('enterprise');
    // As text: nothing else of the tests knows the names of a browser.
    await page.evaluate(
      `sessionStorage.setItem('draft', '样品');
       localStorage.setItem('jiayi.purpose', 'testing');
       localStorage.setItem('jiayi.language', 'zh');`,
    );
    await page.goto('/reservations');
    await see(page.getByRole('heading', { level: 1 }));
    await page.getByRole('button', { name: '退出' }).click();
    await see(page.getByRole('button', { name: '登录' }));
    const left = await page.evaluate(
      `({ session: Object.keys(sessionStorage), local: Object.keys(localStorage) })`,
    );
    expect(left).toEqual({ session: [], local: ['jiayi.language'] });
    // The device stays known, so that guesses of others do not slow it down; the cookie names no one.
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name }) => name)).toEqual(['__Host-jiayi-device']);
    await page.goBack();
    await see(page.getByRole('button', { name: '登录' }));
  });
});

describe('booking with a voucher', () => {
  it('shows list price, voucher part and own part, and the booking afterwards', async () => {
    const page = await stage.openAs('enterprise');
    const card = (await findNextWeek(page, true)).first();
    const name = await see(card.getByRole('heading'));
    await see(card.getByText(/^券后 ¥/));
    const sheet = await openSheet(page, card);
    expect(await see(sheet.getByRole('timer'))).toMatch(/^(10:00|9:5\d)$/);
    await sheet.getByLabel('用途').selectOption({ label: '检验检测' });
    const { listFen, voucherFen, ownFen } = await readPrice(sheet);
    expect(voucherFen).toBeGreaterThan(0);
    expect(ownFen).toBe(listFen - voucherFen);
    await sheet.getByRole('button', { name: '提交预约' }).click();

    await page.waitForURL('**/reservations?made=*');
    expect(await see(page.getByRole('status').filter({ hasText: '已提交预约' }))).toBeTruthy();
    const booked = page.getByRole('article').filter({ hasText: '新提交' });
    expect(await see(booked.getByRole('heading'))).toBe(name);
    expect(await readPrice(booked)).toEqual({ listFen, voucherFen, ownFen });
  });

  it('works on a phone without sideways scroll', async () => {
    const page = await stage.openAs('enterprise2', PHONE);
    const sideways: number[] = [];
    const measure = async () => sideways.push(await sidewaysPixels(page));
    const card = (await findNextWeek(page, true)).nth(1);
    await measure();
    const sheet = await openSheet(page, card);
    await measure();
    await sheet.getByLabel('用途').selectOption({ label: '检验检测' });
    await readPrice(sheet);
    await measure();
    await sheet.getByRole('button', { name: '提交预约' }).click();
    await see(page.getByRole('article').filter({ hasText: '新提交' }));
    await measure();
    expect(sideways).toEqual([0, 0, 0, 0]);
  });

  it('says why the voucher does not pay for an instrument in Jiaxing', async () => {
    const page = await stage.openAs('enterprise');
    const sheet = await openSheet(page, (await findNextWeek(page, false)).first());
    await sheet.getByLabel('用途').selectOption({ label: '检验检测' });
    await see(sheet.getByText('创新券不能抵扣：仪器在市域内'));
    const { listFen, voucherFen, ownFen } = await readPrice(sheet);
    expect([voucherFen, ownFen]).toEqual([0, listFen]);
  });
});

describe('the slot while the form is filled in', () => {
  it('is kept from others, can be prolonged once, and is free again when the sheet is closed', async () => {
    const page = await stage.openAs('enterprise');
    const rival = await stage.client('enterprise2');
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/holds'));
    const sheet = await openSheet(page, (await findNextWeek(page, true)).nth(3));
    const body = (await asked).postDataJSON() as object;
    const tryHold = async () => (await rival.send('POST', '/holds', { body })).status;
    expect(await tryHold()).toBe(409);

    const prolong = sheet.getByRole('button', { name: '延长 10 分钟' });
    await prolong.click();
    await seeGone(prolong);
    const released = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await sheet.getByRole('button', { name: '关闭' }).click();
    await released;
    expect(await tryHold()).toBe(201);
  });

  it('keeps every entry when a rival was faster, and offers other times', async () => {
    const page = await stage.openAs('enterprise');
    const rival = await stage.client('enterprise2');
    const asked = page.waitForRequest((request) => request.url().endsWith('/api/v1/holds'));
    const sheet = await openSheet(page, (await findNextWeek(page, true)).nth(4));
    const wish = (await asked).postDataJSON() as Period & { instrumentId: string };
    await sheet.getByLabel('用途').selectOption({ label: '中试' });
    await sheet.getByLabel('样品数').fill('3');
    await setDatabaseTime(stage.database, DateTime.utc().plus({ minutes: 11 })); // the hold has run out
    const taken = await rival.send('POST', '/reservations', {
      body: { ...wish, purpose: 'testing' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(taken.status).toBe(201);

    await sheet.getByRole('button', { name: '提交预约' }).click();
    await see(sheet.getByText('这个时段刚被约走了，您填写的内容都还在。'));
    expect(await sheet.getByLabel('样品数').inputValue()).toBe('3');
    expect(await sheet.getByLabel('用途').inputValue()).toBe('pilot_test');
    await setDatabaseTime(stage.database, null);
    const others = sheet.getByRole('group', { name: '改选一个最近的空闲时段：' });
    await others.getByRole('button').first().click();
    await see(sheet.getByRole('timer'));
    await sheet.getByRole('button', { name: '提交预约' }).click();
    await see(page.getByRole('article').filter({ hasText: '新提交' }));
  });
});

describe('a booking afterwards', () => {
  it('is moved to another free time of the same length, with the difference in price shown first', async () => {
    const client = await stage.client('enterprise');
    const { instrumentId, slots } = await findSlot(client, 6);
    const made = await client.send<{ order: { number: string } }>('POST', '/reservations', {
      body: { instrumentId, ...slots[0], purpose: 'testing' },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect(made.status).toBe(201);
    const page = await stage.openAs('enterprise');
    await page.getByRole('link', { name: '我的预约' }).click();
    const card = page.getByRole('article').filter({ hasText: made.body.order.number });
    const before = (await see(card)).split('\n')[0];
    await card.getByRole('button', { name: '改时间' }).click();
    const sheet = page.getByRole('dialog', { name: '改时间' });
    const slot = sheet.getByRole('group', { name: '空闲时段' }).getByRole('button').nth(1);
    const chosen = await see(slot);
    expect(chosen).not.toBe(before);
    await slot.click();
    await see(sheet.getByText(/与原报价相比：自付 ¥0\.00/));
    expect(await unnamedControls(page)).toEqual([]);
    await sheet.getByRole('button', { name: '确认' }).click();
    // The sheet lies in the card and names both times until it is closed.
    await sheet.waitFor({ state: 'hidden' });
    await see(card.getByText(chosen));
  });

  it('is disputed with a reason after the service', async () => {
    const page = await stage.openAs('enterprise');
    await page.getByRole('link', { name: '我的预约' }).click();
    await page.getByRole('radio', { name: '以往' }).check();
    const open = page.getByRole('article').filter({ hasText: '有异议' }).first();
    const order = /JX\d\d-\d{6}-[\dX]/.exec(await see(open))?.[0] ?? '';
    await open.getByRole('button', { name: '有异议' }).click();
    const sheet = page.getByRole('dialog', { name: '对服务提出异议' });
    await sheet.getByRole('button', { name: '确认' }).click();
    await see(sheet.getByText('请写明原因'));
    await sheet.getByRole('button', { name: '结果与约定不符' }).click();
    await sheet.getByRole('button', { name: '确认' }).click();
    await seeGone(sheet);
    const card = page.getByRole('article').filter({ hasText: order });
    await seeGone(card.getByRole('button', { name: '验收通过' }));
    expect(await see(card)).toContain('有异议');
  });

  it('comes back as a returned claim, which is corrected and handed in again', async () => {
    const page = await stage.openAs('enterprise');
    await page.getByRole('link', { name: '兑付' }).click();
    const returned = page.getByRole('article').filter({ hasText: '退回补正' }).first();
    const order = /JX\d\d-\d{6}-[\dX]/.exec(await see(returned))?.[0] ?? '';
    await returned.getByRole('link', { name: '去补正' }).click();
    await see(page.getByRole('heading', { name: '补正兑付申请' }));
    await page.getByLabel('银行流水号').fill('补正回单 20000412');
    await page.getByRole('button', { name: '提交兑付申请' }).click();
    const corrected = page.getByRole('article').filter({ hasText: order });
    await see(corrected.getByText('补正回单 20000412'));
    expect(await see(corrected)).toContain('待审核');
  });
});
