import type { UtilisationFigures } from './utilisation.dto';
import type { UsedMinutes } from './utilisation.queries';

/** Every hour of a week by weekday (1 is Monday) and hour, as the query names them. */
export const HOURS_OF_WEEK: readonly string[] = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
  Array.from({ length: 24 }, (_, hour) => `${weekday}-${String(hour).padStart(2, '0')}`),
);

export const NO_MINUTES: UsedMinutes = { effective: 0, shared: 0, external: 0 };

/** All of some minutes together. */
export const sumOf = (parts: readonly UsedMinutes[]): UsedMinutes =>
  parts.reduce<UsedMinutes>(
    (sum, part) => ({
      effective: sum.effective + part.effective,
      shared: sum.shared + part.shared,
      external: sum.external + part.external,
    }),
    NO_MINUTES,
  );

/**
 * Hours and rates of some minutes. Rates are of what was not rounded, and above 1 where more was used than the
 * denominator says.
 *
 * @param denominatorHours null where none makes sense, as for an hour of the week
 */
export const figuresOf = (
  { effective, shared, external }: UsedMinutes,
  denominatorHours: number | null,
): UtilisationFigures => ({
  effectiveHours: rounded(effective / 60, 2),
  sharedHours: rounded(shared / 60, 2),
  externalHours: rounded(external / 60, 2),
  denominatorHours: denominatorHours === null ? null : rounded(denominatorHours, 2),
  utilisation: denominatorHours ? rounded(effective / 60 / denominatorHours, 4) : null,
  sharedRate: effective > 0 ? rounded(shared / effective, 4) : 0,
  externalRate: effective > 0 ? rounded(external / effective, 4) : 0,
});

const rounded = (value: number, decimals: number): number => Number(value.toFixed(decimals));
