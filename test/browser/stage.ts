import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { seedDemonstration } from '../../apps/launcher/src/seed';
import { launchChromium } from '../support/chromium';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { startSystem, type TestSystem } from '../support/processes';
import { ApiClient } from '../e2e/api-client';

/** Password of every account of the demonstration on a stage. */
export const PASSWORD = 'a stage password';

const WAIT_MS = 10_000;

/** The size of a common desktop screen. */
export const DESKTOP = { width: 1440, height: 900 };

/** The size of a common phone. */
export const PHONE = { width: 390, height: 844 };

/** The built product with the demonstration in it, and a browser to look at it. */
export interface Stage {
  database: TestDatabase;
  system: TestSystem;
  /** Everything any page did that no page may do: outside requests, refusals by the policy, errors; emptied by reading. */
  takeFaults(this: void): string[];
  /** A page nobody is signed in on. */
  open(this: void, viewport?: typeof DESKTOP): Promise<Page>;
  /** The home page of an account, in a browser profile of its own. */
  openAs(this: void, login: string, viewport?: typeof DESKTOP): Promise<Page>;
  /** The API for the same account, without a browser. */
  client(this: void, login: string): Promise<ApiClient>;
  /** Closes the pages of one test. */
  clear(this: void): Promise<void>;
  stop(this: void): Promise<void>;
}

/** Seeds a database, starts api and worker on it, and Chromium. */
export async function openStage(): Promise<Stage> {
  const database = await createTestDatabase();
  await seedDemonstration(database.dataSource, { password: PASSWORD });
  const [system, browser] = await Promise.all([
    startSystem({ database, services: ['api'] }),
    launchChromium(),
  ]);
  const faults: string[] = [];
  const contexts: BrowserContext[] = [];
  const open = async (viewport = DESKTOP) => {
    const context = await openContext(browser, system.apiUrl, viewport);
    contexts.push(context);
    const page = await context.newPage();
    watch(page, system.apiUrl, faults);
    return page;
  };
  const openAs = async (login: string, viewport = DESKTOP) => {
    const page = await open(viewport);
    await signIn(page, login);
    return page;
  };
  const clear = async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  };
  const stop = async () => {
    await browser.close();
    await system.stop();
    await database.drop();
  };
  return {
    database,
    system,
    takeFaults: () => faults.splice(0),
    open,
    openAs,
    client: (login) => new ApiClient(system.apiUrl).signIn(login, PASSWORD),
    clear,
    stop,
  };
}

async function openContext(browser: Browser, baseURL: string, viewport: typeof DESKTOP) {
  const context = await browser.newContext({ baseURL, viewport, locale: 'zh-CN' });
  context.setDefaultTimeout(WAIT_MS);
  return context;
}

/** Notes what no page may do. A refusal by the API (4xx) is logged by the browser as an error and is none. */
function watch(page: Page, origin: string, faults: string[]): void {
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`asked ${request.url()}`);
  });
  page.on('pageerror', (error) => faults.push(`threw ${error.message}`));
  page.on('console', (message) => {
    const isRefusal =
      message.text().startsWith('Failed to load resource') &&
      message.location().url.startsWith(`${origin}/api/`);
    if (message.type() === 'error' && !isRefusal) faults.push(`logged ${message.text()}`);
  });
}

/** Signs in by the form and waits for the home page. */
export async function signIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.goto('/');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '退出' }).waitFor();
}

/** Waits until something can be seen; its text. */
export async function see(seen: Locator): Promise<string> {
  await seen.waitFor();
  return seen.innerText();
}

/** Waits until something is not there any more. */
export function seeGone(gone: Locator): Promise<void> {
  return gone.waitFor({ state: 'detached' });
}

/** How many pixels the page can be pushed sideways. */
export function sidewaysPixels(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}
