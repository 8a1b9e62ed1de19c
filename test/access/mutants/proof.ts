import { connect } from '../../../apps/launcher/src/connection';
import { withAlive } from '../../support/mutants/alive';
import { askNamedIds } from '../ask-named-ids';
import { Crossing, type Desk } from '../crossing';
import { DEPTH, TIMEOUT_MS } from '../depth';
import { closeDesk, openDesk, reopenDesk } from '../desk';
import { askLists } from '../lists';
import type { Operation } from '../operations';
import { askTwoPersons } from '../two-persons';

/** One guard, filter or rule taken away; see mutants.cjs. */
export interface Mutant {
  name: string;
  file: string;
  find: string;
  operations: readonly string[];
}

/** Row-level security would cover up for the guard that is missing: here the guard alone is tried. */
const WITHOUT_ROW_LEVEL_SECURITY = `
  DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT oid FROM pg_class WHERE relrowsecurity LOOP
      EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', guarded);
    END LOOP;
  END $$`;

/** Tests, one for each mutant, that the cells of its operations notice it, and that without one they find nothing. */
export function proveMutants(mutants: readonly Mutant[]): void {
  let desk: Desk;

  beforeAll(async () => {
    desk = await openDesk();
    await connect(desk.world.database.urls.owner, (owner) =>
      owner.query(WITHOUT_ROW_LEVEL_SECURITY),
    );
  }, TIMEOUT_MS);
  afterAll(() => closeDesk(desk));

  const operation = (id: string): Operation => {
    const found = desk.operations.get(id);
    if (!found) throw new Error(`there is no operation ${id}`);
    return found;
  };
  const operationsOf = ({ operations }: Pick<Mutant, 'operations'>): Operation[] =>
    operations.map(operation);

  it(
    'without a mutant, with row-level security off, nothing is found wrong',
    async () => {
      const all = { operations: [...new Set(mutants.flatMap((mutant) => mutant.operations))] };
      expect(await faultsOf(desk, operationsOf(all), Infinity)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    'it is noticed when %s',
    async (name, mutant) => {
      const enough = DEPTH === 'all' ? Infinity : 1;
      const { answer: faults, reached } = await withAlive([name], async () => {
        // What a lib tells when it starts, such as whose its objects are, must be told by the mutant.
        desk = await reopenDesk(desk);
        return faultsOf(desk, operationsOf(mutant), enough);
      });
      expect(faults).not.toEqual([]);
      // What is found wrong without the mutant being met is not its work.
      expect(reached.size > 0 ? [] : faults).toEqual([]);
      if (DEPTH === 'all') console.info(`${faults.length} answers notice that ${name}`);
    },
    TIMEOUT_MS,
  );
}

/** What the cells, lists, named ids and two-person steps of these operations find wrong, until it is enough. */
async function faultsOf(
  desk: Desk,
  operations: readonly Operation[],
  enough: number,
): Promise<string[]> {
  const questions = [
    (one: Operation) => new Crossing(desk).run(one, enough),
    (one: Operation) => askLists(desk, one),
    (one: Operation) => askNamedIds(desk, one),
    (one: Operation) => askTwoPersons(desk, one),
  ];
  const found: string[] = [];
  for (const ask of questions) {
    for (const one of operations) {
      found.push(...(await ask(one)).faults);
      if (found.length >= enough) return found;
    }
  }
  return found;
}
