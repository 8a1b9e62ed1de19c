import { Client, escapeLiteral } from 'pg';
import type { EntityManager } from 'typeorm';
import { callContext, EVERY_ORGANISATION, inCallContext } from '@app/common';
import { SqlState, sqlStateOf } from './postgres-error';
import { preparedName } from './prepared';

/** Setting that the policies of row-level security compare with a row's organisations. */
const SETTING = 'app.scope';

/** What a fresh connection is set to; goes into its start-up options. */
export const INITIAL_SCOPE = `-c ${SETTING}=${EVERY_ORGANISATION}`;

/**
 * A connection that always carries the scope of the request it works for: a transaction takes it on with its first
 * statement, at no cost of a round trip; a single statement sets it first when the connection last served another.
 */
export class ScopedClient extends Client {
  private scope = EVERY_ORGANISATION;
  private inTransaction = false;

  // One signature for pg's many: the arguments are passed on as they came.
  override query(...args: unknown[]): never {
    const forward = super.query.bind(this) as (...forwarded: unknown[]) => never;
    const wanted = wantedScope(this.scope);
    const [statement, values] = args;
    const name = preparedName(statement);
    if (name !== undefined) args.splice(0, 2, { name, text: statement, values });
    if (statement === 'START TRANSACTION') {
      this.inTransaction = true;
      if (wanted !== this.scope) args[0] = `${statement}; ${setScope(wanted, 'LOCAL')}`;
    } else if (statement === 'COMMIT' || statement === 'ROLLBACK') {
      this.inTransaction = false;
    } else if (!this.inTransaction && wanted !== this.scope) {
      return this.setFirst(wanted, () => forward(...args)) as never;
    }
    return forward(...args);
  }

  private async setFirst<T>(wanted: string, then: () => T): Promise<Awaited<T>> {
    await super.query(setScope(wanted, 'SESSION'));
    this.scope = wanted;
    return await then();
  }
}

/** The scope of the work at hand; work whose caller is not known yet touches no organisation's rows and takes any. */
function wantedScope(current: string): string {
  const context = callContext();
  return context === undefined ? EVERY_ORGANISATION : (context.scope ?? current);
}

const setScope = (scope: string, reach: 'LOCAL' | 'SESSION'): string =>
  `SET ${reach} ${SETTING} = ${escapeLiteral(scope)}`;

/**
 * Runs a part of a request's transaction that must reach other organisations' rows, such as releasing the voucher of
 * the customer whose booking the lab rejects. The caller's own right to do so is already decided. Within a part that
 * reaches everywhere already it changes nothing.
 */
export async function acrossOrganisations<T>(
  tx: EntityManager,
  work: () => Promise<T>,
): Promise<T> {
  const context = callContext();
  const scope = context?.scope ?? EVERY_ORGANISATION;
  if (context === undefined || scope === EVERY_ORGANISATION) return work();
  await tx.query(setScope(EVERY_ORGANISATION, 'LOCAL'));
  try {
    return await inCallContext({ ...context, scope: EVERY_ORGANISATION }, work);
  } finally {
    // A transaction that an error has aborted refuses this as everything else, and takes its settings with it.
    await tx.query(setScope(scope, 'LOCAL')).catch(ifAborted);
  }
}

function ifAborted(error: unknown): void {
  if (sqlStateOf(error) !== SqlState.inFailedTransaction) throw error;
}
