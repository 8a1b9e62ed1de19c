/**
 * How much of the crossing is asked. `each` asks once for each role and each way in which somebody of that role can
 * stand to an object of the type; `all` asks for every person and every object.
 */
export type Depth = 'each' | 'all';

/** `npm run prove:authz-mutants` asks all. */
export const DEPTH: Depth = process.env.JIAYI_CROSSING === 'all' ? 'all' : 'each';

/** One operation on a machine that does other things as well. */
export const TIMEOUT_MS = DEPTH === 'all' ? 3_600_000 : 240_000;
