// Makes docs/images/instrument.png from the running product with its demonstration data:
//   JIAYI_DEMO_PASSWORD=… npm start                                    (prints the address)
//   JIAYI_DEMO_PASSWORD=… node test/browser/screenshot.cjs http://127.0.0.1:3000
const path = require('node:path');
const { chromium } = require('playwright-core');

const INSTRUMENT = '球差校正透射电子显微镜';
const MINUTES = 120;
const DAY_MS = 24 * 3_600_000;
const FILE = path.resolve(__dirname, '../../docs/images/instrument.png');

const [, , address = 'http://127.0.0.1:3000'] = process.argv;
const password = process.env.JIAYI_DEMO_PASSWORD;
if (!password) throw new Error('JIAYI_DEMO_PASSWORD is not set');

/** A Chinese browser: the language of the environment chooses its fonts and, with its language pack, its date fields. */
function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--lang=zh-CN',
      '--disable-dev-shm-usage',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

async function signIn(page) {
  await page.goto('/');
  await page.getByLabel('账号').fill('enterprise');
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
}

/** The page of the instrument, with the sheet open on its first free time of tomorrow or later. */
async function slotAddress(page) {
  const from = new Date(Date.now() + DAY_MS).toISOString();
  const to = new Date(Date.now() + 15 * DAY_MS).toISOString();
  const query = new URLSearchParams({ q: INSTRUMENT, from, to, durationMinutes: String(MINUTES) });
  const answer = await page.request.get(`/api/v1/availability?${query}`);
  const [found] = (await answer.json()).items;
  if (!found) throw new Error(`${INSTRUMENT} has no free time`);
  const { startsAt, endsAt } = found.slots[0];
  return `/instruments/${found.instrument.id}?${new URLSearchParams({ from: startsAt, to: endsAt })}`;
}

async function main() {
  const browser = await launch();
  try {
    const viewport = { width: 1440, height: 900 };
    const page = await browser.newPage({ baseURL: address, viewport, locale: 'zh-CN' });
    await signIn(page);
    await page.goto(await slotAddress(page));
    const sheet = page.getByRole('dialog', { name: '预约单' });
    await sheet.getByRole('timer').waitFor();
    await sheet.getByLabel('用途').selectOption({ label: '检验检测' });
    await sheet.getByLabel('样品数').fill('2');
    await sheet.locator('.price').waitFor();
    await sheet.getByRole('heading', { name: '预约单' }).focus(); // no ring around the last field
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: FILE, animations: 'disabled' });
    await sheet.getByRole('button', { name: '关闭' }).click(); // gives the slot back
    await page.waitForLoadState('networkidle');
  } finally {
    await browser.close();
  }
  console.log(FILE);
}

void main();
