import { AsyncLocalStorage } from 'node:async_hooks';

/** Scope of work that no organisation asked for: jobs, migrations, offices that look across organisations. */
export const EVERY_ORGANISATION = '*';
/** Scope of a caller without a session: no organisation's rows. */
export const NO_ORGANISATION = '';

/** What is known about the request being served; jobs, seeds and start-up have none. */
export interface CallContext {
  readonly requestId: string;
  /**
   * Whose rows the database shows (row-level security): an organisation's id, {@link EVERY_ORGANISATION} or
   * {@link NO_ORGANISATION}; undefined until the guard knows the caller.
   */
  scope?: string;
  /** Organisation of the agent (代) by whose hands the caller's organisation acts. */
  agentOrganisationId?: string;
}

const storage = new AsyncLocalStorage<CallContext>();

/** The request being served here, if any. */
export const callContext = (): CallContext | undefined => storage.getStore();

/** Runs `work` and all that it awaits as part of a request. */
export const inCallContext = <T>(context: CallContext, work: () => T): T =>
  storage.run(context, work);
