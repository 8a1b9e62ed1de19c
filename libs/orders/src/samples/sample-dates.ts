import { type EntityManager } from 'typeorm';
import { type FieldError } from '@app/common';
import { fieldError } from '@app/http';

/** Today's civil date in Asia/Shanghai, by the database's clock. */
export async function findToday(tx: EntityManager): Promise<string> {
  const [row]: { today: string }[] = await tx.query(
    `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
  );
  if (!row) throw new Error('the database told no time');
  return row.today;
}

/** A civil date that must not be over yet; nothing for one that was not named. */
export const pastDate = (
  pointer: string,
  date: string | null | undefined,
  today: string,
): FieldError[] =>
  date && date < today
    ? [
        fieldError(pointer, 'date-past', date, {
          zh: `日期 ${date} 已过，请选择今天或以后`,
          en: `${date} is over; choose today or later`,
        }),
      ]
    : [];

/** A civil date that must have come; nothing for one that was not named. */
export const futureDate = (
  pointer: string,
  date: string | null | undefined,
  today: string,
): FieldError[] =>
  date && date > today
    ? [
        fieldError(pointer, 'date-in-future', date, {
          zh: `日期 ${date} 晚于今天，请核对`,
          en: `${date} lies in the future; check it`,
        }),
      ]
    : [];
