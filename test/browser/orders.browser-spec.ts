import { unnamedControls } from './accessibility';
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

interface Listed {
  items: { id: string; number: string }[];
}

/** Orders that somebody sees in a state. */
async function listOrders(login: string, state: string): Promise<Listed['items']> {
  const client = await stage.client(login);
  return (await client.send<Listed>('GET', `/orders?state=${state}&limit=200`)).body.items;
}

describe('the page of an order', () => {
  it('is reached from the list, fits a phone, and takes the acceptance of the service', async () => {
    const page = await stage.openAs('enterprise', PHONE);
    const [order] = await listOrders('enterprise', 'completed');
    await page.goto('/orders');
    const listed = page.getByRole('link').filter({ hasText: order?.number ?? '' });
    expect(await sidewaysPixels(page)).toBe(0);
    await listed.first().click();
    await see(page.getByRole('heading', { level: 1, name: order?.number ?? '' }));
    await page.waitForLoadState('networkidle');
    expect([await sidewaysPixels(page), await unnamedControls(page)]).toEqual([0, []]);

    const accept = page.getByRole('button', { name: '确认验收' });
    await accept.click();
    await see(page.getByRole('status').filter({ hasText: '已办理：确认验收' }));
    await seeGone(accept);
    const left = await listOrders('enterprise', 'completed');
    expect(left.map(({ id }) => id)).not.toContain(order?.id);
  });

  it('shows a dispute to the other side, and lets the one who raised it take it back', async () => {
    const shared = await listOrders('lab', 'completed');
    const mine = await listOrders('enterprise', 'completed');
    const order = shared.find(({ id }) => mine.some((own) => own.id === id));
    if (!order) throw new Error('the demonstration has no completed order of these two');
    const page = await stage.openAs('enterprise');
    await page.goto(`/orders/${order.id}`);
    await page.getByRole('button', { name: '提出异议' }).click();
    const sheet = page.getByRole('dialog', { name: '提出异议：请说明原因' });
    await sheet.getByRole('button', { name: '确认' }).click();
    await see(sheet.getByText('请写明原因'));
    await sheet.getByRole('button', { name: '结果与约定不符' }).click();
    await sheet.getByRole('button', { name: '确认' }).click();
    await seeGone(sheet);
    await see(page.getByRole('button', { name: '撤回异议' }));

    const lab = await stage.openAs('lab');
    await lab.goto(`/orders/${order.id}`);
    await see(lab.getByText('用户单位：结果与约定不符'));
    await see(lab.getByText(/可办理：提出调整后的费用/));
    expect(await lab.getByRole('button', { name: '撤回异议' }).count()).toBe(0);

    await page.getByRole('button', { name: '撤回异议' }).click();
    await see(page.getByText(/用户单位撤回异议，费用 ¥[\d.,]+ 不变/));
  });

  it('says of an order nobody may see here what may be the matter', async () => {
    const page = await stage.openAs('enterprise2');
    const [foreign] = await listOrders('enterprise', 'accepted');
    await page.goto(`/orders/${foreign?.id ?? ''}`);
    await see(page.getByText('没有找到这个订单'));
  });
});
