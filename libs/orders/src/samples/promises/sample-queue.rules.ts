/** What an order of samples is for the laboratory. */
export interface SampleWork {
  /** Machine time of all its tests. */
  machineMinutes: number;
  /** Working days from the last test to the report. */
  workingDays: number;
}

/** Seven hours on one machine, as the rated hours of general instruments count them. */
export const DEFAULT_MINUTES_PER_DAY = 420;
/** What the work calendar counts at most. */
const MOST_WORKDAYS = 1_000;

/** What one test of a kind asks for, and how often it is done. */
export interface AskedTest {
  machineMinutes: number;
  workingDays: number;
  quantity: number;
}

/** The work of all tests of an order: machine time adds up, and the report waits for the slowest of them. */
export const workOf = (tests: readonly AskedTest[]): SampleWork => ({
  machineMinutes: tests.reduce(
    (sum, { machineMinutes, quantity }) => sum + machineMinutes * quantity,
    0,
  ),
  workingDays: Math.max(0, ...tests.map(({ workingDays }) => workingDays)),
});

/** Working days after today until an order behind `aheadMinutes` of machine time is done: one at least. */
export function workdaysUntilDone(
  aheadMinutes: number,
  { machineMinutes, workingDays }: SampleWork,
  minutesPerDay: number,
): number {
  const days = Math.ceil((aheadMinutes + machineMinutes) / minutesPerDay) + workingDays;
  return Math.min(MOST_WORKDAYS, Math.max(1, days));
}
