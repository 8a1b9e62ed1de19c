import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { DirectoryStorage, FileStore } from '@app/files';
import type { Actor } from '@app/identity';
import { BUILT_IN_CLAUSES, ContractTemplates } from '@app/instruments';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { ServicePeriods } from '../confirmation/service-periods';
import { OrderDesk, type OrderSides } from '../testing/order-desk';
import { SampleDesk } from '../testing/sample-desk';
import { ContractRequirements } from './contract-requirements.service';
import { OrderContracts } from './order-contracts.service';
import { pdfWords } from '../../../files/src/testing/pdf-words';

let database: TestDatabase;
let directory: string;
let desk: OrderDesk;
let lab: SampleDesk;
let sides: OrderSides;
let contracts: OrderContracts;
let requirements: ContractRequirements;
let templates: ContractTemplates;
let files: FileStore;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
  const db = database.dataSource;
  directory = mkdtempSync(join(tmpdir(), 'jiayi-contract-'));
  desk = new OrderDesk(db);
  lab = new SampleDesk(desk);
  files = new FileStore(db, new DirectoryStorage(directory));
  templates = new ContractTemplates(db, new AuditService());
  contracts = new OrderContracts(db, templates, new ServicePeriods(), files, new AuditService());
  requirements = new ContractRequirements(db, new AuditService());
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});
beforeEach(async () => void (sides = await desk.buildSides()));

const accept = async (actor: Actor, id: string, fileId?: string) =>
  contracts.accept(actor, id, { sha256: (await contracts.get(id)).sha256, fileId }, {});
const signBoth = async (id: string) => {
  await accept(sides.leader, id);
  return accept(sides.manager, id);
};
const use = (id: string) =>
  inTransaction(desk.db, (tx) => contracts.requireBeforeUse(tx, id)).then(
    () => 'open',
    (error: { code: string }) => error.code,
  );
const scanOf = async ({ organisationId }: Actor) => {
  const content = Buffer.from('%PDF-1.7 signed');
  const paper = { name: '合同.pdf', mediaType: 'application/pdf', content };
  return (await files.put({ ownerOrganisationId: organisationId, ...paper })).id;
};
const countOf = async (orderId: string): Promise<number> => {
  const [row] = await desk.db.query<[{ count: number }]>(
    'SELECT count(*)::int AS count FROM order_contract WHERE order_id = $1',
    [orderId],
  );
  return row.count;
};

describe('the contract of an order', () => {
  it('is filled from the order, and kept once a side accepts it', async () => {
    const id = await desk.buildOrder(sides);
    const draft = await contracts.get(id);
    expect(draft).toMatchObject({
      ...{ state: 'draft', version: 1, templateSource: 'built_in', required: 'never' },
      user: { nameZh: '测试单位', acceptedAt: null, acceptedBy: null },
    });
    expect(draft.text).toContain('人民币 1,000.00 元');
    expect(draft.text).toContain(draft.number);
    expect(await countOf(id)).toBe(0);
    expect(await accept(sides.leader, id)).toMatchObject({
      ...{ state: 'open', sha256: draft.sha256, user: { acceptedBy: '王晓', hasScan: false } },
      provider: { acceptedAt: null },
    });
    expect(await accept(sides.manager, id)).toMatchObject({ state: 'signed', version: 1 });
  });

  it('says in its PDF what was accepted, and by whom', async () => {
    const id = await desk.buildOrder(sides);
    const { text, sha256, number } = await signBoth(id);
    const { name, content } = await contracts.print(id);
    const { words } = await pdfWords(content);
    expect(name).toBe(`合同-${number}.pdf`);
    expect(words).toContain(text.replace(/\s/g, ''));
    expect(words).toContain(sha256);
    expect(words.match(/由王晓于[\d-]{10}\d\d:\d\d电子确认/g)).toHaveLength(2);
    expect((await contracts.print(id)).content.equals(content)).toBe(true);
  });

  it('is accepted as it was read: another hash is refused with the one of now', async () => {
    const id = await desk.buildOrder(sides);
    const { sha256 } = await contracts.get(id);
    await desk.db.query(
      'UPDATE service_order SET sample_count = 3, list_fen = 90000, own_fen = 90000 WHERE id = $1',
      [id],
    );
    const now = await contracts.get(id);
    expect(now.sha256).not.toBe(sha256);
    await expect(contracts.accept(sides.leader, id, { sha256 }, {})).rejects.toMatchObject({
      ...{ code: 'contract-changed', members: { sha256: now.sha256 } },
    });
    expect(await countOf(id)).toBe(0);
  });

  it('that one side accepted is over when the order changes; that both accepted stands', async () => {
    const id = await desk.buildOrder(sides);
    await accept(sides.leader, id);
    const change = (fen: number) =>
      desk.db.query('UPDATE service_order SET list_fen = $2, own_fen = $2 WHERE id = $1', [
        id,
        fen,
      ]);
    await change(90_000);
    const second = await contracts.get(id);
    expect(second).toMatchObject({ state: 'draft', version: 2, user: { acceptedAt: null } });
    expect(second.number).toMatch(/-2$/);
    await signBoth(id);
    await change(80_000);
    expect(await contracts.get(id)).toMatchObject({
      state: 'signed',
      version: 2,
      sha256: second.sha256,
    });
  });

  it('keeps its clauses while the template changes, for what a side has accepted', async () => {
    const [kept, draft] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    const { sha256 } = await accept(sides.leader, kept);
    const [{ today }] = await desk.db.query<[{ today: string }]>(
      `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date::text AS today`,
    );
    await templates.put(
      { actor: sides.manager, holderId: sides.manager.organisationId },
      {
        clauses: { ...BUILT_IN_CLAUSES, secrecy: { textZh: '双方保密十年。' } },
        validFrom: today,
      },
    );
    expect((await contracts.get(kept)).sha256).toBe(sha256);
    const now = await contracts.get(draft);
    expect(now).toMatchObject({ templateSource: 'holder', templateVersion: 1 });
    expect(now.text).toContain('双方保密十年。');
    expect(now.text).not.toContain('Article 1');
  });

  it('is one and the same when both sides accept at once, many times', async () => {
    const id = await desk.buildOrder(sides);
    const { sha256 } = await contracts.get(id);
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        contracts.accept(at % 2 ? sides.leader : sides.manager, id, { sha256 }, {}),
      ),
    );
    expect([await countOf(id), (await contracts.get(id)).state]).toEqual([1, 'signed']);
  });

  it('needs two: one organisation makes none with itself, and none is made of what was called off', async () => {
    const own = await desk.buildOrder({ ...sides, person: sides.manager });
    await expect(contracts.get(own)).rejects.toMatchObject({ code: 'contract-with-oneself' });
    for (const over of [
      await desk.buildOrder(sides, { state: 'cancelled' }),
      await lab.build(sides, 'withdrawn'),
    ])
      await expect(accept(sides.leader, over)).rejects.toMatchObject({
        code: 'contract-order-over',
      });
  });

  it('is made of an accepted quote only: before, there is no fee to be bound to', async () => {
    for (const state of ['submitted', 'priced'] as const)
      await expect(accept(sides.manager, await lab.build(sides, state))).rejects.toMatchObject({
        code: 'contract-too-early',
      });
    expect(await signBoth(await lab.build(sides, 'open'))).toMatchObject({ state: 'signed' });
  });
});

describe('a signed paper', () => {
  it('lies with the contract, for both sides to open', async () => {
    const id = await desk.buildOrder(sides);
    const fileId = await scanOf(sides.leader);
    expect(await accept(sides.leader, id, fileId)).toMatchObject({ user: { hasScan: true } });
    const { file, content } = await contracts.openScan(id, 'user');
    expect([file.id, content.toString()]).toEqual([fileId, '%PDF-1.7 signed']);
    await expect(contracts.openScan(id, 'provider')).rejects.toMatchObject({ code: 'not-found' });
    expect((await pdfWords((await contracts.print(id)).content)).words).toContain('上传签章件确认');
  });

  it('of another organisation, or of nobody, is refused', async () => {
    const id = await desk.buildOrder(sides);
    for (const fileId of [await scanOf(sides.manager), newId()])
      await expect(accept(sides.leader, id, fileId)).rejects.toMatchObject({
        members: { errors: [{ pointer: '/fileId', code: 'file-unknown' }] },
      });
    expect(await countOf(id)).toBe(0);
  });
});

describe('the database', () => {
  it('keeps what was accepted from every change, and takes no text under another hash', async () => {
    const id = await desk.buildOrder(sides);
    await signBoth(id);
    for (const change of [
      `text = text || ' '`,
      `facts = '{}'`,
      'user_accepted_at = app_now()',
      'provider_accepted_by = NULL, provider_accepted_at = NULL',
    ])
      await expect(
        desk.db.query(`UPDATE order_contract SET ${change} WHERE order_id = $1`, [id]),
      ).rejects.toMatchObject({ driverError: { constraint: 'order_contract_kept' } });
    await expect(
      desk.db.query(
        `INSERT INTO order_contract (id, order_id, version, template_source, template_version, facts, text, sha256)
         VALUES (gen_random_uuid(), $1, 9, 'city', 1, '{}', '合同', sha256('other'))`,
        [id],
      ),
    ).rejects.toMatchObject({ driverError: { constraint: 'order_contract_hash_of_text' } });
  });
});

describe('before use', () => {
  const ask = (rule: 'never' | 'first' | 'each') =>
    requirements.put(sides.manager, sides.manager.organisationId, rule, {});

  it('nothing is needed unless the holder asks for it', async () => {
    const id = await desk.buildOrder(sides);
    expect(await use(id)).toBe('open');
    await ask('first');
    expect(await use(id)).toBe('contract-required');
    await ask('never');
    expect(await use(id)).toBe('open');
  });

  it('one contract that both accepted opens all orders of the two, where the first is asked for', async () => {
    await ask('first');
    const [first, second] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    await accept(sides.leader, first);
    expect(await use(first)).toBe('contract-required');
    await accept(sides.manager, first);
    expect([await use(first), await use(second)]).toEqual(['open', 'open']);
    const stranger = await desk.buildActor('enterprise_member');
    const other = await desk.buildOrder({ ...sides, person: stranger });
    expect(await use(other)).toBe('contract-required');
  });

  it('each order needs its own, where each is asked for; the holder’s own use needs none', async () => {
    await ask('each');
    const [first, second] = [await desk.buildOrder(sides), await desk.buildOrder(sides)];
    await signBoth(first);
    expect([await use(first), await use(second)]).toEqual(['open', 'contract-required']);
    expect(await use(await desk.buildOrder({ ...sides, person: sides.manager }))).toBe('open');
  });

  it('samples are neither received nor begun with before the contract is there', async () => {
    const [sent, received] = [await lab.build(sides, 'sent'), await lab.build(sides, 'received')];
    await ask('each');
    const refusal = { kind: 'rule', code: 'contract-required' };
    const receive = () => lab.course.receive(sides.manager, sent, {});
    await expect(receive()).rejects.toMatchObject({ ...refusal, members: { orderId: sent } });
    await expect(lab.course.start(sides.manager, received, {})).rejects.toMatchObject(refusal);
    expect(await desk.get(sides.manager, sent)).toMatchObject({ state: 'sent' });
    await signBoth(sent);
    expect(await receive()).toMatchObject({ state: 'received' });
    expect(await lab.course.start(sides.manager, sent, {})).toMatchObject({ state: 'running' });
  });

  it('what holders ask for has versions, against which it is changed', async () => {
    const holderId = sides.manager.organisationId;
    expect(await requirements.get(holderId)).toEqual({ rule: 'never', version: 0 });
    expect(await ask('first')).toEqual({ rule: 'first', version: 1 });
    await expect(
      requirements.put(sides.manager, holderId, 'each', { ifMatch: '"0"' }),
    ).rejects.toMatchObject({ kind: 'precondition' });
    const rivals = await Promise.all([ask('each'), ask('never'), ask('each')]);
    expect(rivals.map(({ version }) => version).sort()).toEqual([2, 3, 4]);
  });
});
