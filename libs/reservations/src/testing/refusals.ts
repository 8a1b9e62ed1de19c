/** The codes of what stands against an attempt: of its reasons where it has some, else its own; none where it succeeds. */
export const refusalCodes = (attempt: Promise<unknown>): Promise<string[]> =>
  attempt.then(
    () => [],
    (error: { code: string; members: { reasons?: { code: string }[] } }) =>
      error.members.reasons?.map(({ code }) => code) ?? [error.code],
  );
