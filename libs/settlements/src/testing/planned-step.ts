/** A command of a property test: whether the model allows it, and how the books do it. */
export interface Planned {
  allowed: boolean;
  act: () => Promise<unknown>;
  /** What it changes in the model. */
  settle: (answer: { id: string }) => void;
}

/** The one of a list that a number chooses. */
export const of = <T>(list: readonly T[], at: number): T | undefined =>
  list[at % (list.length || 1)];
