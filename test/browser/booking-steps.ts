import type { Locator, Page } from 'playwright-core';
import type { ApiClient } from '../e2e/api-client';
import { see } from './stage';

/** A period as the API writes it. */
export interface Period {
  startsAt: string;
  endsAt: string;
}

interface Found {
  items: { instrument: { id: string; nameZh: string }; slots: Period[]; restrictions: object[] }[];
}

/** The amounts of a price line, in fen as a person reads them. */
export interface Price {
  listFen: number;
  voucherFen: number;
  ownFen: number;
}

const fenOf = (text: string): number => Math.round(Number(text.replace(/[^\d.]/g, '')) * 100);

/** Reads 标价, 创新券 and 自付. */
export async function readPrice(within: Locator): Promise<Price> {
  const amounts = within.locator('.price dd');
  await amounts.first().waitFor();
  const [list = '', voucher = '', own = ''] = await amounts.allInnerTexts();
  return { listFen: fenOf(list), voucherFen: fenOf(voucher), ownFen: fenOf(own) };
}

/** Narrows 找仪器 to free time of next week outside (or inside) Jiaxing; the cards that were found. */
export async function findNextWeek(page: Page, outside: boolean): Promise<Locator> {
  await page.getByRole('link', { name: '找仪器' }).click();
  if (outside) await page.getByLabel('只看市域外').check();
  else await page.getByLabel('所在地').selectOption('330402');
  const answered = page.waitForResponse((response) =>
    /availability.*(outsideJiaxing|regionCode)/.test(decodeURIComponent(response.url())),
  );
  await page.getByRole('radio', { name: '下周' }).check();
  await answered;
  const cards = page.getByRole('article');
  await cards.first().waitFor();
  return cards;
}

/** Chooses the first slot of a card; the booking sheet once the slot is held. */
export async function openSheet(page: Page, card: Locator): Promise<Locator> {
  await card.getByRole('list', { name: '最近可约' }).getByRole('link').first().click();
  const sheet = page.getByRole('dialog', { name: '预约单' });
  await see(sheet.getByRole('timer'));
  return sheet;
}

/** A free slot outside Jiaxing next week that the client may book, found by the API; `skip` leaves out as many instruments. */
export async function findSlot(
  client: ApiClient,
  skip: number,
): Promise<{ instrumentId: string; nameZh: string; slots: Period[] }> {
  const dayMs = 24 * 3_600_000;
  const from = new Date(Date.now() + 5 * dayMs).toISOString();
  const to = new Date(Date.now() + 15 * dayMs).toISOString();
  const query = new URLSearchParams({ from, to, durationMinutes: '60', outsideJiaxing: 'true' });
  const { body } = await client.send<Found>('GET', `/availability?${query.toString()}&limit=50`);
  const bookable = body.items.filter(({ restrictions }) => restrictions.length === 0);
  const found = bookable[skip];
  if (!found) throw new Error(`only ${bookable.length} instruments are free`);
  const { id: instrumentId, nameZh } = found.instrument;
  return { instrumentId, nameZh, slots: found.slots };
}
