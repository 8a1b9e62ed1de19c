import { ApiProperty, ApiOkResponse } from '@nestjs/swagger';
import { applyDecorators, type Type } from '@nestjs/common';
import { TextField } from './fields';
import { fieldError, InvalidRequest } from './http.errors';
import { WholeNumber } from './number-fields';

export const DEFAULT_PAGE = 50;

/** The part of a list request that says which page. */
export class PageQuery {
  @WholeNumber({
    min: 1,
    max: 200,
    optional: true,
    fromQuery: true,
    description: 'items per page, 50 unless told',
  })
  limit?: number;

  @TextField({ max: 500, optional: true, description: '`next` of the page before' })
  cursor?: string;
}

/** One page of a list, with the cursor of the following one when there is more. */
export interface Page<T> {
  items: T[];
  next?: string;
}

/** Makes a page of `limit` items from up to `limit + 1` rows, keyed by whatever the list is sorted by. */
export function page<Row, Item>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => (string | number)[],
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(toItem);
  return rows.length > limit && last !== undefined
    ? { items, next: encodeCursor(keyOf(last)) }
    : { items };
}

const encodeCursor = (key: (string | number)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The sort key a cursor stands for, `length` parts long; undefined on the first page. @throws InvalidRequest */
export function decodeCursor(
  cursor: string | undefined,
  length: number,
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const good =
      Array.isArray(key) &&
      key.length === length &&
      key.every((part) => ['string', 'number'].includes(typeof part));
    if (good) return key as (string | number)[];
  } catch {
    // Falls through to the one refusal below.
  }
  throw cursorProblem(cursor);
}

/** The refusal of a cursor that some list did not write. */
export const cursorProblem = (cursor: string): InvalidRequest =>
  new InvalidRequest([
    fieldError('/cursor', 'cursor', cursor, {
      zh: '不是有效的翻页标记，请从第一页重新开始',
      en: 'is no cursor of this list; start from the first page',
    }),
  ]);

const pageClasses = new Map<Type, Type>();

/** Declares that an operation answers with a page of `item`. */
export function PageResponse(item: Type): MethodDecorator {
  let type = pageClasses.get(item);
  if (!type) {
    type = class {};
    Object.defineProperty(type, 'name', { value: `${item.name}Page` });
    ApiProperty({ type: [item] })(type.prototype as object, 'items');
    ApiProperty({ type: String, required: false, description: 'cursor of the next page' })(
      type.prototype as object,
      'next',
    );
    pageClasses.set(item, type);
  }
  return applyDecorators(ApiOkResponse({ type }));
}
