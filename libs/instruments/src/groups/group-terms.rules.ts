import type { FeeTier, OpeningException, OpeningHours, OpeningWindow } from '../terms/terms';

/** A user group of the holder (用户组) that the asker belongs to, today. */
export interface AskerGroup {
  id: string;
  /** How far ahead its members may book; null is as the instrument's policy says. */
  horizonDays: number | null;
  /** A price its members may choose; null is none of its own. */
  feeTier: FeeTier | null;
}

/** The terms of an instrument that groups change. */
interface GroupedTerms {
  openingHours: OpeningHours | null;
  policy: { horizonDays: number | null };
}

/**
 * The terms as they hold for somebody of these groups, nobody's for the public: the longest horizon of the instrument and
 * the groups, and the hours that are open to all or to one of the groups.
 */
export const termsFor = <T extends GroupedTerms>(
  terms: T,
  groups: readonly AskerGroup[],
): Pick<T, 'openingHours' | 'policy'> => ({
  policy: { ...terms.policy, horizonDays: horizonFor(terms.policy.horizonDays, groups) },
  openingHours: terms.openingHours && hoursFor(terms.openingHours, groups),
});

function horizonFor(own: number | null, groups: readonly AskerGroup[]): number | null {
  if (own === null) return null;
  return Math.max(own, ...groups.map(({ horizonDays }) => horizonDays ?? 0));
}

function hoursFor(hours: OpeningHours, groups: readonly AskerGroup[]): OpeningHours {
  const mine = new Set(groups.map(({ id }) => id));
  const isOpen = ({ groupIds }: Pick<OpeningWindow, 'groupIds'>): boolean =>
    !groupIds || groupIds.some((id) => mine.has(id));
  const exceptions = hours.exceptions.filter((one) => one.closed || isOpen(one));
  const named = new Set(exceptions.map(({ date }) => date));
  // A day that is open to others only departs from the week for everybody: it does not fall back to the weekly hours.
  const closed = [...new Set(hours.exceptions.map(({ date }) => date))]
    .filter((date) => !named.has(date))
    .map((date): OpeningException => ({ date, closed: true }));
  return {
    ...hours,
    weekly: hours.weekly.filter(isOpen),
    exceptions: [...exceptions, ...closed].sort((left, right) => (left.date < right.date ? -1 : 1)),
  };
}
