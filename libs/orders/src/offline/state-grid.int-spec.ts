import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryStorage } from '@app/files';
import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { OrderStateConflict } from '../order.errors';
import { ORDER_LIVES, statesOf } from '../order.life';
import type { OrderAction, OrderState } from '../order.words';
import { OfflineDesk } from '../testing/offline-desk';
import { OrderDesk, type OrderSides } from '../testing/order-desk';

type Side = keyof OrderSides;
type OwnAction = (typeof OWN)[number];

/** What filed services alone know; the grid of slots has changes and the ending of every kind. */
const OWN = [
  ...(['reject', 'withdraw', 'confirm', 'provide-evidence', 'accept-evidence'] as const),
  ...(['return-evidence', 'keep-papers', 'complete', 'cancel', 'accept', 'dispute'] as const),
] satisfies OrderAction[];

let database: TestDatabase;
let directory: string;
let desk: OrderDesk;
let office: OfflineDesk;
let sides: OrderSides;
let files: Record<Side, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'jiayi-offline-'));
  desk = new OrderDesk(database.dataSource);
  office = new OfflineDesk(desk, new DirectoryStorage(directory));
  sides = await desk.buildSides();
  const made = Object.entries(sides).map(
    async ([side, actor]: [string, Actor]) => [side, await office.buildFile(actor)] as const,
  );
  files = Object.fromEntries(await Promise.all(made)) as typeof files;
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** Whether substitute evidence waits beside the state. */
type Evidence = 'none' | 'pending';

const COMMANDS: Record<OwnAction, (actor: Actor, id: string, side: Side) => Promise<unknown>> = {
  reject: (actor, id) => office.course.reject(actor, id, '排期已满', {}),
  withdraw: (actor, id) => office.course.withdraw(actor, id, {}),
  confirm: (actor, id) => office.course.confirm(actor, id, {}),
  'provide-evidence': (actor, id, side) =>
    office.evidence.provide(actor, id, { fileId: files[side], reason: '未回复' }, {}),
  'accept-evidence': (actor, id) => office.evidence.accept(actor, id, {}),
  'return-evidence': (actor, id) => office.evidence.sendBack(actor, id, '请补充', {}),
  'keep-papers': (actor, id, side) =>
    office.course.keepPapers(actor, id, { contractFileId: files[side] }, {}),
  complete: (actor, id, side) =>
    office.course.complete(actor, id, { reportFileId: files[side] }, {}),
  cancel: (actor, id) => office.course.cancel(actor, id, null, {}),
  accept: (actor, id) => desk.orders.accept(actor, id, {}),
  dispute: (actor, id) => desk.disputes.open(actor, id, '数据缺失', {}),
};

const ASKED: OwnAction[] = ['reject', 'withdraw', 'confirm'];
/** Where each may start, whoever asks: written by hand, beside the code and not from it. */
const STARTS: Partial<Record<OrderState, Record<Evidence, OwnAction[]>>> = {
  submitted: {
    none: [...ASKED, 'provide-evidence', 'keep-papers'],
    pending: [...ASKED, 'accept-evidence', 'return-evidence', 'keep-papers'],
  },
  open: { none: ['keep-papers', 'complete', 'cancel'], pending: [] },
  completed: { none: ['keep-papers', 'accept', 'dispute'], pending: [] },
  accepted: { none: ['keep-papers'], pending: [] },
  disputed: { none: ['keep-papers'], pending: [] },
};

const USERS: OwnAction[] = [
  ...(['withdraw', 'provide-evidence', 'keep-papers', 'complete', 'cancel'] as const),
  ...(['accept', 'dispute'] as const),
];
const LAB: OwnAction[] = ['reject', 'confirm', 'complete', 'cancel'];
/** What of it each side is offered. */
const OFFERED: Record<Side, OwnAction[]> = {
  ...{ person: USERS, leader: USERS, operator: LAB, manager: LAB },
  office: ['accept-evidence', 'return-evidence'],
};
/** Refused for what they are, whatever the state: only others than the sides judge evidence. */
const JUDGED: readonly OwnAction[] = ['accept-evidence', 'return-evidence'];

const GRID = (Object.keys(OFFERED) as Side[]).flatMap((side) => [
  ...statesOf('offline').map((state): [Side, OrderState, Evidence] => [side, state, 'none']),
  [side, 'submitted', 'pending'] as [Side, OrderState, Evidence],
]);
const isOwn = (action: OrderAction): action is OwnAction => action in COMMANDS;

/** An order of long ago in a state, so that its provider is silent and its time is over. */
async function build(state: OrderState, evidence: Evidence): Promise<string> {
  const id = await office.build(sides, state);
  await office.makeOld(id);
  if (evidence === 'pending') await COMMANDS['provide-evidence'](sides.person, id, 'person');
  return id;
}

describe('state × action of a filed service', () => {
  it('covers every command of the kind', () => {
    const known = Object.keys(ORDER_LIVES.offline.steps) as OrderAction[];
    const elsewhere = known.filter((action) => /change|adjustment|-dispute/.test(action));
    expect([...OWN, ...elsewhere].sort()).toEqual(known.sort());
    expect(statesOf('offline')).toHaveLength(8);
  });

  it.each(GRID)('%s, %s, evidence %s: all else answers 409', async (side, state, evidence) => {
    const actor = sides[side];
    const starts = STARTS[state]?.[evidence] ?? [];
    let id = await build(state, evidence);
    for (const action of OWN) {
      const before = await desk.get(actor, id);
      expect(before.allowedActions.filter(isOwn)).toEqual(
        OWN.filter((one) => starts.includes(one) && OFFERED[side].includes(one)),
      );
      const outcome = await COMMANDS[action](actor, id, side).then(
        () => 'done',
        (error: unknown) => error,
      );
      if (starts.includes(action)) {
        const isJudge = !JUDGED.includes(action) || side === 'office';
        expect([action, outcome]).toEqual([
          action,
          isJudge ? 'done' : expect.objectContaining({ code: 'second-person-required' }),
        ]);
        id = await build(state, evidence);
        continue;
      }
      expect([action, outcome]).toEqual([action, expect.any(OrderStateConflict)]);
      expect(outcome).toMatchObject({
        members: { state, action, allowedActions: before.allowedActions },
      });
      expect(await desk.get(actor, id)).toEqual(before);
    }
  });
});
