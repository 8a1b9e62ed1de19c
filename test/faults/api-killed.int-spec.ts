import { setTimeout as pause } from 'node:timers/promises';
import { startWorld, type World } from '../e2e/world';
import { type Settled, VoucherTraffic } from './voucher-traffic';

/** How often the api is killed; `npm run prove:kill` does it more often. */
const KILLS = Number(process.env.JIAYI_KILLS ?? 3);
const CLIENTS = 4;
/** The api lives this long at most under the load, so that kills land anywhere in a command. */
const LONGEST_LIFE_MS = 1_500;

let world: World;
let traffic: VoucherTraffic;

beforeAll(async () => {
  world = await startWorld({ services: ['api'] });
  traffic = await VoucherTraffic.build(world, CLIENTS);
});
afterAll(() => world?.stop());

/** Books with a voucher and cancels every third booking, until told to stop. */
async function spend(client: number, voucherId: string, stop: AbortSignal): Promise<Settled[]> {
  const done: Settled[] = [];
  while (!stop.aborted) {
    const held = await traffic.hold(voucherId, client);
    done.push(held);
    if (done.length % 3 === 0) done.push(await traffic.release(held.body.id));
  }
  return done;
}

it(`loses and doubles nothing when the api is killed ${KILLS} times under load`, async () => {
  const given = [await traffic.appropriate()];
  for (let client = 0; client < CLIENTS; client += 1) given.push(await traffic.issue());
  const vouchers = given.filter(({ kind }) => kind === 'issue').map(({ body }) => body.id);

  const stop = new AbortController();
  const clients = Promise.all(vouchers.map((id, client) => spend(client, id, stop.signal)));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(Math.random() * LONGEST_LIFE_MS);
    await world.system.kill('api');
    await world.system.start('api');
  }
  stop.abort();
  const spent = (await clients).flat();

  // A kill that interrupted nothing would prove nothing.
  expect(spent.some(({ attempts }) => attempts > 1)).toBe(true);
  expect(await traffic.posted()).toEqual(VoucherTraffic.expected([...given, ...spent]));
  expect(await traffic.booked()).toEqual(
    spent
      .filter(({ kind }) => kind === 'hold')
      .map(({ body }) => body.id)
      .sort(),
  );
  expect(await traffic.violations()).toEqual([]);
});
