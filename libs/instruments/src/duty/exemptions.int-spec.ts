import { DateTime } from 'luxon';
import { FieldsRefused } from '@app/common';
import { VersionConflict } from '@app/http';
import { type Actor, SecondPersonNeeded } from '@app/identity';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { InstrumentStateConflict } from '../instrument.errors';
import { OwnInstrument } from '../review/review.errors';
import { DutyDesk } from '../testing/duty-desk';
import { TestRegister } from '../testing/register';
import type { ExemptionResponse } from './exemption.dto';
import {
  ExemptionDecided,
  ExemptionNotFound,
  ExemptionOpen,
  NothingToExempt,
} from './exemption.errors';

let database: TestDatabase;
let register: TestRegister;
let desk: DutyDesk;
let lab: Actor;
let bureau: Actor;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 12 });
  register = new TestRegister(database.dataSource);
  desk = new DutyDesk(register);
  lab = await register.buildActor('lab_manager');
  bureau = await register.buildActor('bureau_reviewer');
});
afterAll(() => database.drop());
beforeEach(() => at('2026-11-23'));
afterEach(() => setDatabaseTime(database, null));

const at = (date: string): Promise<void> =>
  setDatabaseTime(database, DateTime.fromISO(`${date}T12:00:00+08:00`) as DateTime<true>);

const ask = async (id?: string): Promise<ExemptionResponse> =>
  desk.exemptions.request(
    { actor: lab, id: id ?? (await register.buildDraft(lab)).id },
    { reason: '承担保密任务，不宜开放' },
  );
const grant = ({ id }: { id: string }, endsOn = '2026-12-31', actor = bureau) =>
  desk.exemptions.grant({ actor, id }, { filingNumber: '嘉科备〔2026〕1号', endsOn });

describe('Exemptions', () => {
  it('goes from the reason of the holder to the filing number of the bureau, and tells the trail', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({ state: 'requested', running: false, version: 1 });
    expect(await desk.duty.get(asked.instrumentId)).toMatchObject({
      obliged: true,
      exemption: { id: asked.id, state: 'requested' },
    });
    const granted = await grant(asked);
    expect(granted).toMatchObject({
      state: 'granted',
      running: true,
      filingNumber: '嘉科备〔2026〕1号',
      endsOn: '2026-12-31',
      version: 2,
    });
    const entries: unknown[] = await database.dataSource.query(
      'SELECT action, digest_before IS NULL AS first FROM audit_entry WHERE object_id = $1 ORDER BY id',
      [asked.id],
    );
    expect(entries).toEqual([
      { action: 'exemptions.request', first: true },
      { action: 'exemptions.grant', first: false },
    ]);
  });

  it('runs up to and with its last day, and then another may be asked for', async () => {
    const asked = await ask();
    await grant(asked, '2026-11-25');
    await at('2026-11-25');
    expect((await desk.exemptions.get(asked.id)).running).toBe(true);
    await expect(ask(asked.instrumentId)).rejects.toThrow(ExemptionOpen);
    await at('2026-11-26');
    expect((await desk.exemptions.get(asked.id)).running).toBe(false);
    expect((await desk.duty.get(asked.instrumentId)).exemption).toBeUndefined();
    expect((await ask(asked.instrumentId)).state).toBe('requested');
  });

  it('lets one of ten simultaneous requests through', async () => {
    const { id } = await register.buildDraft(lab);
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => ask(id)));
    const reasons = answers.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as Error] : [],
    );
    expect(reasons).toHaveLength(9);
    for (const reason of reasons) expect(reason).toBeInstanceOf(ExemptionOpen);
  });

  it('is kept to one by the table itself, whoever writes', async () => {
    const { id } = await register.buildDraft(lab);
    await ask(id);
    const second = database.dataSource.query(
      `INSERT INTO duty_exemption (id, instrument_id, reason, starts_on, requested_by)
       VALUES (gen_random_uuid(), $1, 'x', '2026-11-23', $2)`,
      [id, lab.userId],
    );
    await expect(second).rejects.toThrow('duty_exemption_one_open_or_running');
  });

  it.each(['refuse', 'withdraw'] as const)('makes room for another one by %s', async (action) => {
    const asked = await ask();
    const command = { actor: action === 'refuse' ? bureau : lab, id: asked.id };
    const ended =
      action === 'refuse'
        ? await desk.exemptions.refuse(command, '理由不充分，请补充保密文件')
        : await desk.exemptions.withdraw(command);
    expect(ended.state).toBe(action === 'refuse' ? 'refused' : 'withdrawn');
    expect((await ask(asked.instrumentId)).state).toBe('requested');
  });

  it('#8 is decided once: granted, refused and withdrawn ones are closed to every step', async () => {
    const closed = [await grant(await ask())];
    const refused = await ask();
    closed.push(await desk.exemptions.refuse({ actor: bureau, id: refused.id }, '不同意'));
    const withdrawn = await ask();
    closed.push(await desk.exemptions.withdraw({ actor: lab, id: withdrawn.id }));
    for (const one of closed) {
      await expect(grant(one)).rejects.toThrow(ExemptionDecided);
      const command = { actor: bureau, id: one.id };
      await expect(desk.exemptions.refuse(command, 'x')).rejects.toThrow(ExemptionDecided);
      await expect(desk.exemptions.withdraw(command)).rejects.toThrow(ExemptionDecided);
    }
  });

  it('gives rivals who decide at once one decision', async () => {
    const asked = await ask();
    const rivals = [
      ...Array.from({ length: 3 }, () => grant(asked)),
      ...Array.from({ length: 3 }, () =>
        desk.exemptions.refuse({ actor: bureau, id: asked.id }, '不同意'),
      ),
    ];
    const answers = await Promise.allSettled(rivals);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await desk.exemptions.get(asked.id)).version).toBe(2);
  });

  it('#7 is not decided by a reviewer of the holder itself, nor by who asked and has moved since', async () => {
    const asked = await ask();
    const own = await register.buildActor('bureau_reviewer', {
      organisationId: lab.organisationId,
    });
    await expect(grant(asked, '2026-12-31', own)).rejects.toThrow(OwnInstrument);
    await expect(desk.exemptions.refuse({ actor: own, id: asked.id }, 'x')).rejects.toThrow(
      OwnInstrument,
    );
    const moved: Actor = { ...bureau, userId: lab.userId };
    await expect(grant(asked, '2026-12-31', moved)).rejects.toThrow(SecondPersonNeeded);
    const byHand = database.dataSource.query(
      `UPDATE duty_exemption SET state = 'refused', refusal = 'x', decided_by = requested_by, decided_at = app_now()
        WHERE id = $1`,
      [asked.id],
    );
    await expect(byHand).rejects.toThrow('duty_exemption_decided_by_another');
  });

  it('is refused where there is no duty, or no instrument in service', async () => {
    const voluntary = await register.buildDraft(lab, { fundingClasses: ['own'] });
    await expect(ask(voluntary.id)).rejects.toThrow(NothingToExempt);
    const { id } = await register.buildDraft(lab);
    await register.lifecycle.move({
      ...{ actor: lab, instrumentId: id, transition: 'retire', reason: '报废' },
    });
    await expect(ask(id)).rejects.toThrow(InstrumentStateConflict);
  });

  it('is refused a last day that has passed, and one that somebody else has changed', async () => {
    const asked = await ask();
    await expect(grant(asked, '2026-11-22')).rejects.toThrow(FieldsRefused);
    const late = desk.exemptions.withdraw({ actor: lab, id: asked.id, ifMatch: '"7"' });
    await expect(late).rejects.toThrow(VersionConflict);
    await expect(desk.exemptions.get(lab.userId)).rejects.toThrow(ExemptionNotFound);
  });

  it('is listed to its holder, its county and the bureau, newest first, page by page', async () => {
    const other = await register.buildActor('lab_manager');
    const { id: instrumentId } = await register.buildDraft(other);
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const asked = await desk.exemptions.request(
        { actor: other, id: instrumentId },
        { reason: '调试' },
      );
      ids.unshift(asked.id);
      if (count < 2) await desk.exemptions.withdraw({ actor: other, id: asked.id });
    }
    const first = await desk.exemptions.list(other, { limit: 2 });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await desk.exemptions.list(other, { limit: 2, cursor: first.next });
    expect(second).toMatchObject({ items: [{ id: ids[2] }] });
    const open = await desk.exemptions.list(bureau, { instrumentId, state: 'requested' });
    expect(open.items.map(({ id }) => id)).toEqual(ids.slice(0, 1));
    const holderId = other.organisationId;
    expect((await desk.exemptions.list(lab, { holderId })).items).toEqual([]);
  });
});
