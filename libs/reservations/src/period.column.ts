import type { ValueTransformer } from 'typeorm';
import { instantOf, type Interval } from '@app/common';

/** The text of a half-open `tstzrange`, for parameters. */
export const rangeText = ({ startsAt, endsAt }: Interval): string =>
  `[${startsAt.toISO()},${endsAt.toISO()})`;

/** `tstzrange` as an {@link Interval}; the only place that parses ranges. */
export const period: ValueTransformer = {
  to: (value: Interval | undefined) => value && rangeText(value),
  from: (text: string | null): Interval | null => {
    if (text === null) return null;
    const bounds = /^\["?([^",]+)"?,"?([^",)]+)"?\)$/.exec(text);
    if (!bounds?.[1] || !bounds[2]) throw new RangeError(`not a finite half-open range: ${text}`);
    return { startsAt: fromPostgres(bounds[1]), endsAt: fromPostgres(bounds[2]) };
  },
};

/** `2026-01-01 00:00:00+00` as PostgreSQL writes it inside a range. */
const fromPostgres = (text: string) =>
  instantOf(text.replace(' ', 'T').replace(/([+-]\d{2})$/, '$1:00'));
