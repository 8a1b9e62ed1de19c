import { ConfigurationError } from '@app/common';

/** Ends the process after a failure: one sentence for what the operator can mend, the whole stack for our own faults. */
export function exitWith(error: unknown): never {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exit(1);
}
