import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_POLICY } from '@app/identity';
import { startApplication } from './application';
import { Crossing } from './crossing';
import { type Operation, operationsOf, UNDOCUMENTED } from './operations';
import { World } from './world/world';

const OPERATIONS = Object.keys(ACCESS_POLICY).filter((id) => !UNDOCUMENTED.includes(id));

let world: World;
let app: NestFastifyApplication;
let crossing: Crossing;
let operations: Map<string, Operation>;

beforeAll(async () => {
  world = await World.build();
  app = await startApplication(world);
  crossing = new Crossing(world, app);
  operations = new Map(operationsOf(app).map((operation) => [operation.id, operation]));
});
afterAll(async () => {
  await app?.close();
  await world?.stop();
});

const operation = (id: string): Operation => {
  const found = operations.get(id);
  if (!found) throw new Error(`${id} is in the policy, but not in the OpenAPI document`);
  return found;
};

describe('#2 every caller is answered as the table says', () => {
  it.each(OPERATIONS)('%s', async (id) => {
    const { cells, faults } = await crossing.run(operation(id), 'each');
    expect(faults).toEqual([]);
    expect(cells).toBeGreaterThan(50);
  });
});
