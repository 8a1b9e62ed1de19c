import type { EntityManager } from 'typeorm';
import { FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import { TODAY } from './duty-facts';

/** The civil date of now by the database's clock. */
export async function readToday(tx: EntityManager): Promise<string> {
  const [row]: { today: string }[] = await tx.query(`SELECT ${TODAY} AS today`);
  if (!row) throw new Error('the database does not know what day it is');
  return row.today;
}

/** @returns today @throws FieldsRefused naming every date, by its pointer, that is still to come (422) */
export async function requireNotFuture(
  tx: EntityManager,
  dates: Readonly<Record<string, string | null | undefined>>,
): Promise<string> {
  const today = await readToday(tx);
  const faults = Object.entries(dates).flatMap(([pointer, date]) =>
    date && date > today
      ? [
          fieldError(pointer, 'in-the-future', date, {
            zh: `晚于今天（${today}），请填写今天或之前的日期`,
            en: `lies after today (${today}); give today or an earlier date`,
          }),
        ]
      : [],
  );
  if (faults.length > 0) throw new FieldsRefused(faults);
  return today;
}

/** @throws FieldsRefused for a date before today (422) */
export async function requireFromToday(
  tx: EntityManager,
  pointer: string,
  date: string,
): Promise<void> {
  const today = await readToday(tx);
  if (date >= today) return;
  throw new FieldsRefused([
    fieldError(pointer, 'in-the-past', date, {
      zh: `早于今天（${today}），请填写今天或之后的日期`,
      en: `lies before today (${today}); give today or a later date`,
    }),
  ]);
}
