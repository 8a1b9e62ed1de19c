/** A date that departs from the Monday-to-Friday week: a statutory day off, or a weekend day worked in its place. */
export interface SpecialDay {
  /** Civil date `YYYY-MM-DD`. */
  date: string;
  kind: 'holiday' | 'workday';
  nameZh: string;
}
