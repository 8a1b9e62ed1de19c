import { ACCESS_POLICY, OBJECT_TYPES, Subjects } from '@app/identity';
import { askNamedIds } from './ask-named-ids';
import { Crossing, type Desk } from './crossing';
import { TIMEOUT_MS } from './depth';
import { closeDesk, openDesk } from './desk';
import { askLists } from './lists';
import { type Operation, UNDOCUMENTED } from './operations';
import { askTwoPersons, SEEN_BY_TWO } from './two-persons';

const OPERATIONS = Object.keys(ACCESS_POLICY).filter((id) => !UNDOCUMENTED.includes(id));
const CLOSED = OPERATIONS.filter((id) => ACCESS_POLICY[id]?.who !== 'anyone');

jest.setTimeout(TIMEOUT_MS);

let desk: Desk;
let crossing: Crossing;

beforeAll(async () => {
  desk = await openDesk();
  crossing = new Crossing(desk);
});
afterAll(() => closeDesk(desk));

const operation = (id: string): Operation => {
  const found = desk.operations.get(id);
  if (!found) throw new Error(`${id} is in the policy, but not in the OpenAPI document`);
  return found;
};

describe('#1 every type of object', () => {
  it('has a finder that tells whose it is', () => {
    expect(desk.app.get(Subjects).missing(OBJECT_TYPES)).toEqual([]);
  });

  it('is there in the world', () => {
    for (const type of OBJECT_TYPES) expect(desk.world.objectsOf(type)).not.toEqual([]);
  });
});

describe('#2 every caller is answered as the table says', () => {
  it.each(OPERATIONS)('%s', async (id) => {
    const { faults } = await crossing.run(operation(id));
    expect(faults).toEqual([]);
  });
});

describe('of all these answers', () => {
  const faultsOf = (number: string): string[] =>
    crossing.faults.filter((fault) => fault.startsWith(`${number} `));
  const asked = (outcome: Parameters<Crossing['asked']['get']>[0]): number =>
    crossing.asked.get(outcome) ?? 0;

  it('#5 none tells what belongs to others from what there is not', () => {
    expect(asked('not-found')).toBeGreaterThan(1_000);
    expect(faultsOf('#5')).toEqual([]);
  });

  it('#44 none gives staff anything but their own sign-in before the second factor', () => {
    const staff = 8;
    const restricted = CLOSED.filter((id) => !ACCESS_POLICY[id]?.whileRestricted);
    expect(asked('second-factor-required')).toBeGreaterThanOrEqual(staff * restricted.length);
    expect(faultsOf('#2')).toEqual([]);
  });

  it('#51 none to a GET changed anything', () => {
    expect(CLOSED.filter((id) => operation(id).method === 'GET').length).toBeGreaterThan(25);
    expect(faultsOf('#51')).toEqual([]);
  });

  it('#59 each that refused somebody signed in is in the audit trail once', () => {
    expect(asked('forbidden')).toBeGreaterThan(3_000);
    expect(faultsOf('#59')).toEqual([]);
  });
});

describe('#2 every list shows what the caller may read', () => {
  it.each(CLOSED)('%s', async (id) => {
    const { faults } = await askLists(desk, operation(id));
    expect(faults).toEqual([]);
  });
});

describe('#2 an id in a body or a query opens nothing', () => {
  it.each(CLOSED)('%s', async (id) => {
    const { faults } = await askNamedIds(desk, operation(id));
    expect(faults).toEqual([]);
  });
});

describe('#7 whoever took part in a step leaves the next one to somebody else', () => {
  it.each(SEEN_BY_TWO)('%s', async (id) => {
    const { faults } = await askTwoPersons(desk, operation(id));
    expect(faults).toEqual([]);
  });
});
