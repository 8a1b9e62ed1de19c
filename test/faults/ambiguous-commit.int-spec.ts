import { startWorld, type World } from '../e2e/world';
import { type CommitCutter, type Cut, startCommitCutter } from './commit-cutter';
import { type Settled, VoucherTraffic } from './voucher-traffic';

/** Commands whose connection is cut; `npm run prove:ambiguous` does more. */
const CUTS = Number(process.env.JIAYI_CUTS ?? 20);
const CUT_PLACES: readonly Cut[] = ['after-commit', 'after-commit', 'before-commit'];

let world: World;
let cutter: CommitCutter;
let traffic: VoucherTraffic;

beforeAll(async () => {
  world = await startWorld({
    services: ['api'],
    through: async (url) => {
      cutter = await startCommitCutter(url);
      return cutter.url;
    },
  });
  traffic = await VoucherTraffic.build(world);
});
afterAll(async () => {
  await world?.stop();
  await cutter?.stop();
});

/** One command of each kind in turn, so that every one has what it needs. */
async function nextCommand(turn: number, done: readonly Settled[]): Promise<Settled> {
  const last = (kind: Settled['kind']): string =>
    done.findLast((one) => one.kind === kind)?.body.id ?? '';
  const commands = [
    () => traffic.appropriate(),
    () => traffic.issue(),
    () => traffic.hold(last('issue')),
    () => traffic.release(last('hold')),
  ];
  return commands[turn % commands.length]?.() ?? Promise.reject(new Error('no command'));
}

it(`settles each of ${CUTS} commands once, whose connection is cut around COMMIT`, async () => {
  const done: Settled[] = [];
  for (let turn = 0; turn < CUTS; turn += 1) {
    cutter.cutNext(CUT_PLACES[turn % CUT_PLACES.length] ?? 'after-commit');
    done.push(await nextCommand(turn, done));
  }
  // A proxy that cut nothing would prove nothing.
  expect(cutter.cuts()).toBe(CUTS);
  expect(done.filter(({ attempts }) => attempts === 1)).toEqual([]);

  expect(await traffic.posted()).toEqual(VoucherTraffic.expected(done));
  // What the retry was answered is what stands in the books.
  expect(await traffic.booked()).toEqual(
    done
      .filter(({ kind }) => kind === 'hold')
      .map(({ body }) => body.id)
      .sort(),
  );
  expect(await traffic.violations()).toEqual([]);
});
