import { connect } from '../../../apps/launcher/src/connection';
import type * as CrossingModule from '../crossing';
import type { Depth } from '../cells';
import type * as DeskModule from '../desk';
import type * as ListsModule from '../lists';
import { type Mutant, MUTANTS } from './mutants';
import { mutatedSource, plant, unplant } from './plant';

/** `all` asks of every person and object, as `npm run prove:authz-mutants` does. */
const DEPTH: Depth = process.env.JIAYI_MUTANT_DEPTH === 'all' ? 'all' : 'each';
/** The last test of a mutant may have to build a world on a busy machine. */
const TIMEOUT_MS = 240_000;

/** Row-level security would cover up for the guard that is missing: here it is the guard alone that is tried. */
const WITHOUT_ROW_LEVEL_SECURITY = `
  DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
      EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', guarded);
    END LOOP;
  END $$`;

/** What the cells of the mutant's operations find wrong, up to the first fault. */
async function faultsOf({ operations }: Pick<Mutant, 'operations'>): Promise<string[]> {
  const { openDesk, closeDesk } = jest.requireActual<typeof DeskModule>('../desk');
  const { Crossing } = jest.requireActual<typeof CrossingModule>('../crossing');
  const { askLists } = jest.requireActual<typeof ListsModule>('../lists');
  const desk = await openDesk();
  try {
    await connect(desk.world.database.urls.owner, (owner) =>
      owner.query(WITHOUT_ROW_LEVEL_SECURITY),
    );
    const crossing = new Crossing(desk);
    const asked = operations.map((id) => {
      const operation = desk.operations.get(id);
      if (!operation) throw new Error(`there is no operation ${id}`);
      return operation;
    });
    for (const operation of asked) {
      const { faults } = await crossing.run(operation, DEPTH, 1);
      if (faults.length > 0) return faults;
    }
    // Lists afterwards: they leave everybody in the role that asked last.
    for (const operation of asked) {
      const { faults } = await askLists(desk, operation);
      if (faults.length > 0) return faults;
    }
    return [];
  } finally {
    await closeDesk(desk);
  }
}

describe('without the mutants', () => {
  it('each has exactly one place, and there are at least twenty', () => {
    expect(MUTANTS.map(mutatedSource).every((source) => source.length > 0)).toBe(true);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(20);
  });

  it(
    'nothing is found wrong in their cells, with the guard alone',
    async () => {
      const operations = [...new Set(MUTANTS.flatMap((mutant) => mutant.operations))];
      expect(await faultsOf({ operations })).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('the matrix notices when', () => {
  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s',
    async (_name, mutant) => {
      plant(mutant);
      try {
        expect(await faultsOf(mutant)).not.toEqual([]);
      } finally {
        unplant(mutant);
      }
    },
    TIMEOUT_MS,
  );
});
