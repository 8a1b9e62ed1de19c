import { Transform } from 'class-transformer';
import { ArrayUnique, IsInt, Matches, Max, Min } from 'class-validator';
import { checkedBy, field, type FieldOptions, listRules, must } from './field';

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
