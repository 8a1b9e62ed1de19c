/** Does something so many times at once. @returns the codes of the refusals, `done` for a success, sorted */
export async function attempts(
  count: number,
  attempt: (at: number) => Promise<unknown>,
): Promise<string[]> {
  const outcomes = await Promise.allSettled(Array.from({ length: count }, (_, at) => attempt(at)));
  const codes = outcomes.map((outcome) =>
    outcome.status === 'fulfilled'
      ? 'done'
      : ((outcome.reason as { code?: string }).code ?? String(outcome.reason)),
  );
  return codes.sort();
}
