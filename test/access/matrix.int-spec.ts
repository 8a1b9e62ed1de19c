import { ACCESS_POLICY } from '@app/identity';
import { askNamedIds } from './ask-named-ids';
import { Crossing, type Desk } from './crossing';
import { closeDesk, openDesk } from './desk';
import { askLists } from './lists';
import { type Operation, UNDOCUMENTED } from './operations';

const OPERATIONS = Object.keys(ACCESS_POLICY).filter((id) => !UNDOCUMENTED.includes(id));

let desk: Desk;

beforeAll(async () => void (desk = await openDesk()));
afterAll(() => closeDesk(desk));

const operation = (id: string): Operation => {
  const found = desk.operations.get(id);
  if (!found) throw new Error(`${id} is in the policy, but not in the OpenAPI document`);
  return found;
};

describe('#2 every caller is answered as the table says', () => {
  it.each(OPERATIONS)('%s', async (id) => {
    const { faults } = await new Crossing(desk).run(operation(id), 'each');
    expect(faults).toEqual([]);
  });
});

describe('#2 every list shows what the caller may read', () => {
  it.each(OPERATIONS.filter((id) => ACCESS_POLICY[id]?.who !== 'anyone'))('%s', async (id) => {
    const { faults } = await askLists(desk, operation(id));
    expect(faults).toEqual([]);
  });
});

describe('#2 an id in a body or a query opens nothing', () => {
  it.each(OPERATIONS)('%s', async (id) => {
    const { faults } = await askNamedIds(desk, operation(id));
    expect(faults).toEqual([]);
  });
});
