import type { Actor } from '@app/identity';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import type { Transition } from './instrument.rules';
import { TestRegister } from './testing/register';

let database: TestDatabase;
let register: TestRegister;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  register = new TestRegister(database.dataSource);
  lab = await register.buildActor('lab_manager');
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());

const move = (actor: Actor, instrumentId: string, transition: Transition, ifMatch?: string) => {
  const reason = ['return', 'suspend', 'retire'].includes(transition) ? '缺少铭牌照片' : undefined;
  return register.lifecycle.move({ actor, instrumentId, transition, reason, ifMatch });
};

async function submitted(changes?: Parameters<TestRegister['buildDraft']>[1]): Promise<string> {
  const { id } = await register.buildDraft(lab, changes);
  await move(lab, id, 'submit');
  return id;
}

describe('InstrumentLifecycleService.move', () => {
  it('leads through return, listing, suspension and retirement, each with history, audit and reason', async () => {
    const { id } = await register.buildDraft(lab);
    const steps: [Actor, Transition, string][] = [
      [lab, 'submit', 'submitted'],
      [bureau, 'return', 'returned'],
      [lab, 'submit', 'submitted'],
      [bureau, 'approve', 'listed'],
      [lab, 'suspend', 'suspended'],
      [lab, 'resume', 'listed'],
      [lab, 'retire', 'retired'],
    ];
    for (const [actor, transition, status] of steps) {
      const instrument = await move(actor, id, transition);
      expect(instrument.status).toBe(status);
      const explained = ['return', 'suspend', 'retire'].includes(transition);
      expect(instrument.statusReason).toBe(explained ? '缺少铭牌照片' : undefined);
    }
    const history: { to_status: string }[] = await database.dataSource.query(
      'SELECT to_status FROM instrument_history WHERE instrument_id = $1 ORDER BY id',
      [id],
    );
    expect(history.map((row) => row.to_status)).toEqual(['draft', ...steps.map((step) => step[2])]);
    const audit: { action: string }[] = await database.dataSource.query(
      'SELECT action FROM audit_entry WHERE object_id = $1 ORDER BY id',
      [id],
    );
    expect(audit.map((row) => row.action)).toEqual([
      'instrument.create',
      ...steps.map((step) => `instrument.${step[1]}`),
    ]);
  });

  it('tells the platform of every change from the first listing on, and of none before', async () => {
    const id = await submitted();
    expect(await register.countMessages(id)).toBe(0);
    await move(bureau, id, 'approve');
    expect(await register.countMessages(id)).toBe(1);
    await move(lab, id, 'suspend');
    await move(lab, id, 'retire');
    expect(await register.countMessages(id)).toBe(3);
    expect(await register.countMessages(id, 'release-retired')).toBe(1);
  });

  it.each([
    ['approve', 'draft'],
    ['resume', 'draft'],
    ['suspend', 'draft'],
  ] as const)('refuses to %s a %s and names its state', async (transition, state) => {
    const { id } = await register.buildDraft(lab);
    const actor = transition === 'approve' ? bureau : lab;
    await expect(move(actor, id, transition)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'instrument-state',
      members: { state, allowed: ['submit', 'retire'] },
    });
  });

  it('lets one of two reviewers decide', async () => {
    const id = await submitted();
    const second = await register.buildActor('bureau_reviewer');
    const outcomes = await Promise.allSettled([
      move(bureau, id, 'approve'),
      move(second, id, 'return'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [row] = await database.dataSource.query(
      'SELECT count(*)::int AS steps FROM instrument_history WHERE instrument_id = $1',
      [id],
    );
    expect(row).toEqual({ steps: 3 });
  });

  it('honours If-Match', async () => {
    const id = await submitted();
    await expect(move(bureau, id, 'approve', '"1"')).rejects.toMatchObject({
      kind: 'precondition',
    });
    await expect(move(bureau, id, 'approve', '"2"')).resolves.toMatchObject({ status: 'listed' });
  });

  it('keeps reviewers from instruments of their own organisation', async () => {
    const id = await submitted();
    const { organisationId } = lab;
    const own = await register.buildActor('bureau_reviewer', { organisationId });
    await expect(move(own, id, 'approve')).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('wants a ledger’s gaps filled before it is submitted', async () => {
    const { id } = await register.buildDraft(lab, { address: '', model: '' });
    await expect(move(lab, id, 'submit')).rejects.toMatchObject({
      code: 'fields-refused',
      members: { errors: [{ pointer: '/model' }, { pointer: '/address' }] },
    });
  });
});
