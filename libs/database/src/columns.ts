import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm';
import type { DateTime } from 'luxon';
import { type Fen, fen, instantOf } from '@app/common';

/** `timestamptz` as a luxon `DateTime` in UTC. */
export const instant: ValueTransformer = {
  to: (value: DateTime | null | undefined) => value?.toISO() ?? value,
  from: (value: Date | null) => (value === null ? null : instantOf(value)),
};

/** `bigint` as {@link Fen}; an unsafe integer is refused instead of rounded. */
export const fenColumn: ValueTransformer = {
  to: (value: Fen | null | undefined) => value,
  from: (value: string | null) => (value === null ? null : fen(value)),
};

/** `date` as the civil date `YYYY-MM-DD` it is; the driver's types are set to leave it text. */
export const civilDate: ValueTransformer = {
  to: (value: string | null | undefined) => value,
  from: (value: string | null) => value,
};

/** A `timestamptz` column read as UTC `DateTime`. */
export const InstantColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'timestamptz', transformer: instant, ...options });

/** An amount of money, integer fen in `bigint`. */
export const FenColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'bigint', transformer: fenColumn, ...options });

/** A civil date in Shanghai. */
export const CivilDateColumn = (options: ColumnOptions = {}): PropertyDecorator =>
  Column({ type: 'date', transformer: civilDate, ...options });

/** The moment a row was made, by the database's clock. */
export const CreatedAtColumn = (): PropertyDecorator =>
  InstantColumn({ name: 'created_at', default: () => 'app_now()' });
