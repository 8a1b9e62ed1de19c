import { Transform, Type } from 'class-transformer';
import {
  ArrayUnique,
  IsBoolean,
  IsIn,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { DateTime } from 'luxon';
import type { Text } from '@app/common';
import { checkedBy, field, type FieldOptions, listRules, must } from './field';

/** A text of `min` (1) to `max` characters; surrounding blanks are cut, control characters and half pairs refused. */
export const TextField = ({
  min = 1,
  max = 200,
  ...options
}: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator =>
  field(
    options,
    { type: String, minLength: min, maxLength: max },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim() : value,
    ),
    IsString(must('须为文字', 'must be text')),
    MinLength(min, must(`至少 ${min} 个字符`, `needs at least ${min} character(s)`)),
    MaxLength(max, must(`最多 ${max} 个字符`, `may have at most ${max} characters`)),
    printable(),
  );

/** A list of texts of at most `maxLength` characters each; surrounding blanks are cut. */
export const TextsField = ({
  min = 1,
  max = 50,
  maxLength = 200,
  ...options
}: FieldOptions & { min?: number; max?: number; maxLength?: number } = {}): PropertyDecorator =>
  field(
    options,
    {
      type: [String],
      items: { type: 'string', minLength: 1, maxLength },
      minItems: min,
      maxItems: max,
    },
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? value.map((item: unknown) => (typeof item === 'string' ? item.trim() : item))
        : value,
    ),
    ...listRules(min, max),
    IsString(must('每项须为文字', 'must hold texts only', true)),
    MinLength(1, must('每项不能为空', 'must hold no empty text', true)),
    MaxLength(
      maxLength,
      must(
        `每项最多 ${maxLength} 个字符`,
        `may hold texts of at most ${maxLength} characters`,
        true,
      ),
    ),
    printable(true),
  );

function printable(each = false): PropertyDecorator {
  return Matches(
    // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
    /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}]*$/u,
    must(
      '不能含控制字符或残缺字符',
      'must not contain control characters or halves of a character',
      each,
    ),
  );
}

/**
 * A password or another secret: taken exactly as it was sent, not trimmed and not cut, and never shown in a refusal.
 * What a good one is, is said elsewhere.
 */
export const SecretField = ({
  max = 500,
  ...options
}: FieldOptions & { max?: number } = {}): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'password', minLength: 1, maxLength: max },
    IsString(secretly(must('须为文字', 'must be text'))),
    MinLength(1, secretly(must('不能为空', 'must not be empty'))),
    MaxLength(max, secretly(must(`最多 ${max} 个字符`, `may have at most ${max} characters`))),
  );

/** A rule whose refusal names the field and not its value. */
const secretly = ({ context, ...rest }: ValidationOptions): ValidationOptions => ({
  ...rest,
  context: { said: context as Text, secret: true },
});

/** An e-mail address of one mailbox, plain: no display name, no quoted part, nothing a mail header could be split at. */
export const EmailField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'email', maxLength: 254 },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim() : value,
    ),
    checkedBy(
      'email',
      (value) =>
        typeof value === 'string' &&
        value.length <= 254 &&
        /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z\d-]{2,63}$/i.test(
          value,
        ),
      must(
        '须为电子邮箱地址，如 name@example.com',
        'must be an e-mail address, like name@example.com',
      ),
    ),
  );

/** The id of an object, a UUID. */
export const IdField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'uuid' },
    IsUUID(undefined, must('须为 UUID', 'must be a UUID')),
  );

/** A list of object ids. */
export const IdsField = ({
  min = 1,
  max = 200,
  ...options
}: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator =>
  field(
    options,
    { type: [String], format: 'uuid', minItems: min, maxItems: max },
    ...listRules(min, max),
    IsUUID(undefined, must('每项须为 UUID', 'must hold UUIDs only', true)),
  );

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An instant as ISO 8601 text with an offset. */
export const InstantField = ({
  fromQuery = false,
  ...options
}: FieldOptions & { fromQuery?: boolean } = {}): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'date-time' },
    // A plus sign in an unescaped query arrives as a blank.
    ...(fromQuery
      ? [
          Transform(({ value }: { value: unknown }) =>
            typeof value === 'string' ? value.replace(/ (\d{2}:\d{2})$/, '+$1') : value,
          ),
        ]
      : []),
    checkedBy(
      'instant',
      (value) =>
        typeof value === 'string' && INSTANT.test(value) && inRange(DateTime.fromISO(value)),
      must(
        '须为带时区的 ISO 8601 时刻，如 2026-11-24T09:00:00+08:00',
        'must be an ISO 8601 instant with offset, like 2026-11-24T09:00:00+08:00',
      ),
    ),
  );

/** A civil date `YYYY-MM-DD`. */
export const CivilDateField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: String, format: 'date' },
    checkedBy(
      'civil-date',
      (value) =>
        typeof value === 'string' &&
        /^\d{4}-\d{2}-\d{2}$/.test(value) &&
        inRange(DateTime.fromISO(value)),
      must('须为真实存在的日期，如 2026-11-24', 'must be a date that exists, like 2026-11-24'),
    ),
  );

/** PostgreSQL and luxon agree on these years; nothing real lies outside. */
const inRange = (moment: DateTime): boolean =>
  moment.isValid && moment.year >= 1900 && moment.year <= 2200;

/** One of a closed list of words. */
export const OneOf = (
  values: readonly string[],
  options: FieldOptions & { enumName?: string } = {},
): PropertyDecorator =>
  field(
    options,
    {
      enum: [...values],
      ...(options.enumName && { enumName: options.enumName }),
    },
    IsIn(
      values,
      must(`须为以下之一：${values.join('、')}`, `must be one of: ${values.join(', ')}`),
    ),
  );

/** A list of words of a closed list, without repetition. */
export const SomeOf = (
  values: readonly string[],
  { min = 1, max = values.length, ...options }: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator =>
  field(
    options,
    {
      type: [String],
      items: { type: 'string', enum: [...values] },
      minItems: min,
      maxItems: max,
    },
    ...listRules(min, max),
    ArrayUnique(must('不能有重复项', 'must not hold anything twice')),
    IsIn(
      values,
      must(`每项须为以下之一：${values.join('、')}`, `must hold only: ${values.join(', ')}`, true),
    ),
  );

export const BooleanField = ({
  fromQuery = false,
  ...options
}: FieldOptions & { fromQuery?: boolean } = {}): PropertyDecorator =>
  field(
    options,
    { type: Boolean },
    ...(fromQuery
      ? [
          Transform(({ value }: { value: unknown }) =>
            value === 'true' ? true : value === 'false' ? false : value,
          ),
        ]
      : []),
    IsBoolean(must('须为 true 或 false', 'must be true or false')),
  );

/** A list of objects of one class, each validated. */
export const ItemsField = (
  type: () => new () => object,
  { min = 0, max = 200, ...options }: FieldOptions & { min?: number; max?: number } = {},
): PropertyDecorator =>
  field(
    options,
    { type: () => [type()], minItems: min, maxItems: max },
    Type(type),
    ...listRules(min, max),
    IsObject(must('每项须为对象', 'must hold objects only', true)),
    ValidateNested(must('每项须为对象', 'must hold objects only', true)),
  );

/** One object of a class, validated. */
export const ObjectField = (
  type: () => new () => object,
  options: FieldOptions = {},
): PropertyDecorator =>
  // Named at once: beside `nullable`, swagger takes the name of a thunk for that of its class.
  field(
    options,
    { type: type() },
    Type(type),
    // What is not there has nothing nested to validate, and of a list in its place only the items are looked at.
    IsObject(must('须为对象', 'must be an object')),
    ValidateNested(must('须为对象', 'must be an object')),
  );
