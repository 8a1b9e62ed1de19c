import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsOptional,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import type { Text } from '@app/common';

/** What every field may be told. */
export interface FieldOptions {
  /** May be absent; null says the same. */
  optional?: boolean;
  /** May be absent or null, and null says something of its own: that the value is cleared, or that a rule is off. */
  nullable?: boolean;
  description?: string;
}

/** What a rule says when it is broken, in both languages; `each` for every item of a list. */
export const must = (zh: string, en: string, each = false): ValidationOptions => ({
  each,
  context: { zh, en } satisfies Text,
});

/** A rule of our own. class-validator passes the context on only beside a message, so it gets one. */
export const checkedBy = (
  name: string,
  validate: (value: unknown) => boolean,
  said: ValidationOptions,
): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, said);

/** What every field decorator here adds: the schema, and optionality. */
export function field(
  options: FieldOptions,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, nullable = false, description } = options;
  const mayBeAbsent = optional || nullable;
  return applyDecorators(
    ApiProperty({
      ...schema,
      ...(description && { description }),
      required: !mayBeAbsent,
      ...(mayBeAbsent && { nullable: true }),
    } as ApiPropertyOptions),
    ...(mayBeAbsent ? [IsOptional()] : []),
    ...(optional ? [NullIsAbsent()] : []),
    ...rules,
  );
}

/** So that nobody who reads a field that cannot be cleared has to think of null. */
const NullIsAbsent = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (value === null ? undefined : value));

/** Rules of a list of `min` to `max` items. */
export function listRules(min: number, max: number): PropertyDecorator[] {
  return [
    IsArray(must('须为数组', 'must be a list')),
    ArrayMinSize(min, must(`至少 ${min} 项`, `needs at least ${min} item(s)`)),
    ArrayMaxSize(max, must(`最多 ${max} 项`, `may have at most ${max} items`)),
  ];
}
