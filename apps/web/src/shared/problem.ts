/** One faulty field of a request; `pointer` is a JSON pointer into the body. */
export type FieldFault = { pointer: string; code: string; message: string };

/** One broken rule, in words for the person who asked. */
export type BrokenRule = { code: string; message: string };

/** A period `[startsAt, endsAt)`, ISO 8601 with offset. */
export type Period = { startsAt: string; endsAt: string };

type ProblemDocument = {
  title: string;
  status: number;
  code: string;
  detail?: string;
  instance?: string;
  errors: FieldFault[];
  reasons: BrokenRule[];
  alternatives: Period[];
};

/** A refusal by the API (RFC 9457 problem document), already in the interface's language. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';

  constructor(readonly problem: ProblemDocument) {
    super(problem.title);
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  /** The message for one field of the request body, or undefined when the field is fine. */
  faultOf(pointer: string): string | undefined {
    return this.problem.errors.find((fault) => fault.pointer === pointer)?.message;
  }
}

/** Turns whatever a failed response carried into a ProblemError; a proxy's HTML page becomes one without details. */
export function problemFrom(status: number, body: unknown): ProblemError {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<ProblemDocument>;
  return new ProblemError({
    ...given,
    status,
    title: given.title ?? `HTTP ${status}`,
    code: given.code ?? 'unknown',
    errors: given.errors ?? [],
    reasons: given.reasons ?? [],
    alternatives: given.alternatives ?? [],
  });
}

/** Whether an error is the API asking a signed-in person to prove again who they are. */
export function isProofRequired(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'proof-required';
}

/** Whether an error is the API saying that nobody is signed in (any more). */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 401 && !isProofRequired(error);
}
