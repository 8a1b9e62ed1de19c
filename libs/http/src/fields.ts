import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
  ValidateNested,
  type ValidationOptions,
} from 'class-validator';
import { DateTime } from 'luxon';
import type { Text } from '@app/common';

interface FieldOptions {
  /** May be absent or null. */
  optional?: boolean;
  description?: string;
}

const must = (zh: string, en: string, each = false): ValidationOptions => ({
  each,
  context: { zh, en } satisfies Text,
});

/** A rule of our own. class-validator passes the context on only beside a message, so it gets one. */
const checkedBy = (
  name: string,
  validate: (value: unknown) => boolean,
  said: ValidationOptions,
): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, said);

/** What every field decorator here adds: the schema, and optionality. */
function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, description } = options;
  return applyDecorators(
    ApiProperty({
      ...schema,
      ...(description && { description }),
      required: !optional,
      ...(optional && { nullable: true }),
    } as ApiPropertyOptions),
    ...(optional ? [IsOptional()] : []),
    ...rules,
  );
}

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

/** For a field that nobody can clear: null says the same as leaving it out. */
export const NullIsAbsent = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === null ? undefined : value));

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
    NullIsAbsent(),
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

const digitsToNumber = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
);

/** A whole number between `min` and `max`, both included; `fromQuery` reads it from the address line. */
export function WholeNumber({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  fromQuery = false,
  ...options
}: FieldOptions & { min?: number; max?: number; fromQuery?: boolean } = {}): PropertyDecorator {
  const range = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `${min}–${max}`;
  return field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    ...(fromQuery ? [digitsToNumber] : []),
    IsInt(must(`须为整数（${range}）`, `must be a whole number (${range})`)),
    Min(min, must(`不能小于 ${min}`, `must not be below ${min}`)),
    Max(max, must(`不能大于 ${max}`, `must not be above ${max}`)),
  );
}

/** A list of different whole numbers between `min` and `max`, both included. */
export const WholeNumbersField = ({
  min,
  max,
  ...options
}: FieldOptions & { min: number; max: number }): PropertyDecorator =>
  field(
    options,
    {
      type: [Number],
      items: { type: 'integer', minimum: min, maximum: max },
      minItems: 1,
      maxItems: max - min + 1,
    },
    ...listRules(1, max - min + 1),
    ArrayUnique(must('不能有重复项', 'must not hold anything twice')),
    IsInt(must(`每项须为整数（${min}–${max}）`, `must hold whole numbers (${min}–${max})`, true)),
    Min(min, must(`每项不能小于 ${min}`, `must hold nothing below ${min}`, true)),
    Max(max, must(`每项不能大于 ${max}`, `must hold nothing above ${max}`, true)),
  );

const decimalToNumber = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value,
);

/** A number between `min` and `max`, both included; `fromQuery` reads it from the address line. */
export const DecimalField = ({
  min,
  max,
  fromQuery = false,
  ...options
}: FieldOptions & { min: number; max: number; fromQuery?: boolean }): PropertyDecorator =>
  field(
    options,
    { type: Number, minimum: min, maximum: max },
    ...(fromQuery ? [decimalToNumber] : []),
    checkedBy(
      'decimal',
      (value) => typeof value === 'number' && value >= min && value <= max,
      must(`须为 ${min} 到 ${max} 之间的数`, `must be a number from ${min} to ${max}`),
    ),
  );

/** A number kept as text because its leading zeros count: exactly so many digits. */
export const DigitsField = ({
  digits,
  ...options
}: FieldOptions & { digits: number }): PropertyDecorator =>
  field(
    options,
    { type: String, pattern: `^[0-9]{${digits}}$`, minLength: digits, maxLength: digits },
    Matches(
      new RegExp(`^[0-9]{${digits}}$`),
      must(`须为 ${digits} 位数字`, `must be ${digits} digits`),
    ),
  );

/** Ninety billion yuan: above every sum here, and safely added and multiplied. */
const MAX_FEN = 9_000_000_000_000;

/** An amount of money in whole fen. */
export const FenField = ({
  min = 0,
  max = MAX_FEN,
  ...options
}: FieldOptions & { min?: number; max?: number } = {}): PropertyDecorator =>
  WholeNumber({
    min,
    max,
    description: options.description ?? 'integer fen',
    ...options,
  });

/** A number from 0 to 1 with at most four decimals. */
export const RatioField = (options: FieldOptions = {}): PropertyDecorator =>
  field(
    options,
    { type: Number, minimum: 0, maximum: 1, multipleOf: 0.0001 },
    checkedBy(
      'ratio',
      (value) =>
        typeof value === 'number' &&
        value >= 0 &&
        value <= 1 &&
        Number.isInteger(Math.round(value * 1e8) / 1e4),
      must(
        '须为 0 到 1 之间、最多四位小数的数',
        'must be between 0 and 1 with at most four decimals',
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

function listRules(min: number, max: number): PropertyDecorator[] {
  return [
    IsArray(must('须为数组', 'must be a list')),
    ArrayMinSize(min, must(`至少 ${min} 项`, `needs at least ${min} item(s)`)),
    ArrayMaxSize(max, must(`最多 ${max} 项`, `may have at most ${max} items`)),
  ];
}
