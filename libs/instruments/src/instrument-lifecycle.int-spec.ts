import { DateTime } from 'luxon';
import { civilDateOf, newId } from '@app/common';
import type { Actor } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../test/support/database';
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

  it('gives reasons by field with a return, and keeps them until it is submitted again', async () => {
    const id = await submitted();
    const fields = [
      { field: 'model' as const, reason: '与铭牌不符' },
      { field: 'acceptedOn' as const, reason: '请按验收单填写' },
    ];
    const returned = { instrumentId: id, transition: 'return' as const, reason: '两处不符' };
    expect(await register.lifecycle.move({ actor: bureau, ...returned, fields })).toMatchObject({
      status: 'returned',
      returnedFields: fields,
    });
    expect(await register.instruments.get(id)).toMatchObject({ returnedFields: fields });
    expect(await move(lab, id, 'submit')).toMatchObject({ returnedFields: [] });
    const history: object[] = await database.dataSource.query(
      `SELECT returned_fields FROM instrument_history WHERE instrument_id = $1 AND transition = 'return'`,
      [id],
    );
    expect(history).toEqual([{ returned_fields: fields }]);
  });

  it('refuses two reasons for one field', async () => {
    const id = await submitted();
    const fields = [
      { field: 'model' as const, reason: '与铭牌不符' },
      { field: 'model' as const, reason: '与合同不符' },
    ];
    await expect(
      register.lifecycle.move({ actor: bureau, instrumentId: id, transition: 'return', fields }),
    ).rejects.toMatchObject({
      members: { errors: [{ pointer: '/fields/1/field', code: 'field-repeated' }] },
    });
  });

  it('says why an instrument is suspended and until when, and forgets it when it is back', async () => {
    const { id } = await register.buildListed(lab);
    const today = civilDateOf(DateTime.utc());
    const suspended = await suspend(id, today);
    expect(suspended).toMatchObject({ suspensionKind: 'maintenance', expectedReturnOn: today });
    const resumed = await move(lab, id, 'resume');
    expect([resumed.suspensionKind, resumed.expectedReturnOn]).toEqual([undefined, undefined]);
    expect((await move(lab, id, 'suspend')).suspensionKind).toBeUndefined();
  });

  const suspend = (instrumentId: string, expectedReturnOn: string) =>
    register.lifecycle.move({
      ...{ actor: lab, instrumentId, transition: 'suspend', reason: '年度校准' },
      ...{ suspensionKind: 'maintenance', expectedReturnOn },
    });

  it('refuses a return from suspension in the past, by the date of Shanghai', async () => {
    const { id } = await register.buildListed(lab);
    const lateEvening = DateTime.fromISO('2026-11-23T23:30:00+08:00') as DateTime<true>;
    await setDatabaseTime(database, lateEvening);
    await expect(suspend(id, '2026-11-22')).rejects.toMatchObject({
      code: 'fields-refused',
      detail: { zh: expect.stringContaining('早于今天（2026-11-23）') },
      members: { errors: [{ pointer: '/expectedReturnOn', code: 'return-in-past' }] },
    });
    await setDatabaseTime(database, lateEvening.plus({ hours: 1 }));
    await expect(suspend(id, '2026-11-23')).rejects.toMatchObject({ code: 'fields-refused' });
    await setDatabaseTime(database, null);
  });

  describe('with a successor', () => {
    const retire = (instrumentId: string, successorId: string) =>
      register.lifecycle.move({
        ...{ actor: lab, instrumentId, transition: 'retire', reason: '更新换代', successorId },
      });

    it('retires and names it', async () => {
      const [old, fresh] = [await register.buildListed(lab), await register.buildDraft(lab)];
      expect(await retire(old.id, fresh.id)).toMatchObject({
        status: 'retired',
        successorId: fresh.id,
      });
    });

    it('refuses itself, a stranger’s, a retired one and an id of nothing alike', async () => {
      const { id } = await register.buildListed(lab);
      const gone = await register.buildDraft(lab);
      await move(lab, gone.id, 'retire');
      const foreign = await register.buildListed(await register.buildActor('lab_manager'));
      for (const successorId of [id, gone.id, foreign.id, newId()]) {
        await expect(retire(id, successorId)).rejects.toMatchObject({
          members: { errors: [{ pointer: '/successorId', code: 'successor-unknown' }] },
        });
      }
      expect(await register.instruments.get(id)).toMatchObject({ status: 'listed' });
    });

    it('lets one of two that name each other go', async () => {
      const [one, other] = [await register.buildListed(lab), await register.buildListed(lab)];
      const outcomes = await Promise.allSettled([
        retire(one.id, other.id),
        retire(other.id, one.id),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
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
