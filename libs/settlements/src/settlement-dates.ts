import type { EntityManager } from 'typeorm';
import { fieldRefused } from './settlement.errors';

/** Refuses a civil date (Asia/Shanghai) that is later than the database's today. @throws FieldsRefused (422) */
export async function requirePast(tx: EntityManager, pointer: string, date: string): Promise<void> {
  const [today]: { past: boolean }[] = await tx.query(
    `SELECT $1::date <= (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS past`,
    [date],
  );
  if (today?.past) return;
  throw fieldRefused(pointer, 'date-in-future', {
    zh: `日期 ${date} 晚于今天，请核对`,
    en: `the date ${date} lies in the future; check it`,
  });
}

/** The civil date in Shanghai by the database's clock. */
export async function todayOf(tx: EntityManager): Promise<string> {
  const [row]: { today: string }[] = await tx.query(
    `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
  );
  return row?.today ?? '';
}
