import { type Mutant, proveMutants } from './proof';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain CommonJS, shared with the transform
const { GUARD_MUTANTS } = require('./mutants.cjs') as { GUARD_MUTANTS: Mutant[] };

describe('the guard is not there for show', () => {
  proveMutants(GUARD_MUTANTS);
});
