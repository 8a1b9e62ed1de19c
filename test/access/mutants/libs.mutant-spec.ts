import { type Mutant, proveMutants } from './proof';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain CommonJS, shared with the transform
const { LIB_MUTANTS } = require('./mutants.cjs') as { LIB_MUTANTS: Mutant[] };

describe('finders, filters and rules of the libs are not there for show', () => {
  proveMutants(LIB_MUTANTS);
});
