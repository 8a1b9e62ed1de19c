/** What the switches ask that transform.cjs has put into the sources. */
const switches = globalThis as { isMutantAlive?: (name: string) => boolean };
const alive = new Set<string>();
const reached = new Set<string>();

switches.isMutantAlive = (name) => {
  if (!alive.has(name)) return false;
  reached.add(name);
  return true;
};

/** Runs `work` with some mutants in place of the sources; tells which of them were met. */
export async function withAlive<T>(
  names: readonly string[],
  work: () => Promise<T>,
): Promise<{ answer: T; reached: ReadonlySet<string> }> {
  reached.clear();
  for (const name of names) alive.add(name);
  try {
    return { answer: await work(), reached: new Set(reached) };
  } finally {
    alive.clear();
  }
}
