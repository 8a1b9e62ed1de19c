import { DateTime } from 'luxon';
import { LinkRefused, SecondPersonNeeded } from '@app/identity';
import { setDatabaseTime, type TestDatabase } from '../../../../test/support/database';
import { OrderStateConflict } from '../order.errors';
import type { OfflineDesk } from '../testing/offline-desk';
import { useOffline } from '../../../../test/support/offline-stage';
import { LIST_FEN, type OrderDesk, type OrderSides } from '../testing/order-desk';
import { ProviderNotSilentYet } from './offline.errors';

const stage = useOffline();
let database: TestDatabase;
let desk: OrderDesk;
let office: OfflineDesk;
let sides: OrderSides;
let filedAt: DateTime<true>;

beforeAll(() => {
  ({ database, desk, office } = stage);
});
beforeEach(async () => {
  sides = await desk.buildSides();
  filedAt = at('2099-01-05T09:00:00+08:00');
  await setDatabaseTime(database, filedAt);
});
afterEach(async () => {
  await database.dataSource.query(
    `UPDATE service_order SET state = 'cancelled' WHERE kind = 'offline' AND state IN ('submitted', 'open')`,
  );
});

const at = (iso: string) => DateTime.fromISO(iso) as DateTime<true>;
const after = (days: number) => setDatabaseTime(database, filedAt.plus({ days }));
const fileOutside = async (): Promise<string> => {
  const { id } = await office.filed.create(sides.person, office.requestOutside(), {});
  return id;
};

describe('a silent provider', () => {
  it('is reminded after three and seven days by a new link, and the bureau is told after ten', async () => {
    const id = await fileOutside();
    const first = await office.tokenOf(id);
    const steps: [days: number, taken: number, mails: number][] = [
      ...([[2.9, 0, 1] as [number, number, number], [3, 1, 2], [4, 0, 2]] as [
        number,
        number,
        number,
      ][]),
      ...([
        [7, 1, 3],
        [9, 0, 3],
        [10, 1, 4],
        [20, 0, 4],
      ] as [number, number, number][]),
    ];
    for (const [days, taken, mails] of steps) {
      await after(days);
      expect([days, await office.reminders.chase()]).toEqual([days, taken]);
      expect(await office.mailsOf(id)).toHaveLength(mails);
    }
    expect(await office.mailsOf(id)).toEqual([
      ...['order-confirmation', 'offline-reminder', 'offline-reminder', 'offline-silent'],
    ]);
    expect(await office.filed.findFor(id)).toMatchObject({
      ...{ reminders: 2, escalatedAt: '2099-01-15T09:00:00.000+08:00' },
    });
    await expect(office.confirmations.preview(first)).rejects.toBeInstanceOf(LinkRefused);
    const token = await office.tokenOf(id);
    await office.confirmations.answer({ token, decision: 'confirmed', name: '张三' });
    expect(await desk.get(sides.person, id)).toMatchObject({ state: 'open' });
  });

  it('with an account is told instead, and one that has answered is left alone', async () => {
    const { id } = await office.filed.create(sides.person, await office.request(sides), {});
    const answered = await fileOutside();
    await office.course.withdraw(sides.person, answered, {});
    await after(3);
    expect(await office.reminders.chase()).toBe(1);
    expect(await office.mailsOf(id)).toEqual(['offline-asked', 'offline-asked']);
    expect(await office.mailsOf(answered)).toEqual(['order-confirmation']);
  });

  it('is reminded once by workers that run at once', async () => {
    const id = await fileOutside();
    await after(3);
    const taken = await Promise.all([1, 2, 3, 4].map(() => office.reminders.chase()));
    expect(taken.reduce((sum, one) => sum + one)).toBe(1);
    expect(await office.mailsOf(id)).toEqual(['order-confirmation', 'offline-reminder']);
  });

  it('is asked once by a link what the service cost, when its time is over', async () => {
    const id = await fileOutside();
    await office.confirmations.answer({
      ...{ token: await office.tokenOf(id), decision: 'confirmed', name: '张三' },
    });
    expect(await office.reminders.askCompletion()).toBe(0);
    await setDatabaseTime(database, at('2099-03-04T18:00:00+08:00'));
    expect(await office.reminders.askCompletion()).toBe(1);
    expect(await office.reminders.askCompletion()).toBe(0);
    expect(await office.mailsOf(id)).toEqual(['order-confirmation', 'order-completion']);
  });
});

describe('substitute evidence', () => {
  const provide = async (id: string) =>
    office.evidence.provide(
      ...([sides.person, id] as const),
      { fileId: await office.buildFile(sides.person), reason: '电话确认，多次邮件未回复' },
      {},
    );

  it('is taken from the third day on, and makes the order binding when a reviewer accepts', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const { id } = await office.filed.create(
      ...([sides.person, office.requestOutside({ voucherId }), {}] as const),
    );
    await after(2.9);
    await expect(provide(id)).rejects.toBeInstanceOf(ProviderNotSilentYet);
    await after(3);
    expect((await provide(id)).state).toBe('submitted');
    expect((await office.mailsOf(id)).at(-1)).toBe('offline-evidence');
    const waiting = await desk.get(sides.office, id);
    expect(waiting.allowedActions).toEqual(['accept-evidence', 'return-evidence']);
    const open = await office.evidence.accept(sides.office, id, {});
    expect(open).toMatchObject({ state: 'open', quote: { voucherFen: LIST_FEN / 2 } });
    expect(await office.filed.findFor(id)).toMatchObject({
      ...{ confirmedHow: 'evidence', evidence: [{ decision: 'accepted' }] },
    });
  });

  it('is handed in again after it was returned, one at a time', async () => {
    const id = await fileOutside();
    await after(3);
    await provide(id);
    await expect(provide(id)).rejects.toBeInstanceOf(OrderStateConflict);
    await office.evidence.sendBack(sides.office, id, '请补充往来邮件', {});
    await expect(office.evidence.accept(sides.office, id, {})).rejects.toBeInstanceOf(
      OrderStateConflict,
    );
    await provide(id);
    expect(await office.filed.findFor(id)).toMatchObject({
      evidence: [{ decision: 'returned', decisionReason: '请补充往来邮件' }, { decision: null }],
    });
  });

  it('is judged by nobody who handed it in, nor by anybody of a side', async () => {
    const id = await fileOutside();
    await after(3);
    await provide(id);
    const moved = { ...sides.office, userId: sides.person.userId };
    await expect(office.evidence.accept(moved, id, {})).rejects.toBeInstanceOf(SecondPersonNeeded);
    const insider = { ...sides.office, organisationId: sides.person.organisationId };
    await expect(office.evidence.accept(insider, id, {})).rejects.toBeInstanceOf(
      SecondPersonNeeded,
    );
    // The database says so too.
    await expect(
      database.dataSource.query(
        `UPDATE offline_evidence SET decision = 'accepted', decided_by = provided_by, decided_at = app_now() WHERE order_id = $1`,
        [id],
      ),
    ).rejects.toThrow('offline_evidence_second_person');
  });

  it('and the provider’s own answer at once have one outcome', async () => {
    const voucherId = await desk.issueTo(sides.person);
    const { id } = await office.filed.create(
      ...([sides.person, office.requestOutside({ voucherId }), {}] as const),
    );
    await after(3);
    await provide(id);
    const token = await office.tokenOf(id);
    const outcomes = await Promise.allSettled([
      office.evidence.accept(sides.office, id, {}),
      office.confirmations.answer({ token, decision: 'declined', name: '张三' }),
      office.evidence.sendBack(sides.office, id, '不清楚', {}),
    ]);
    expect(outcomes.map(({ status }) => status)).toContain('fulfilled');
    const { state } = await desk.get(sides.person, id);
    const held = state === 'open' ? LIST_FEN / 2 : 0;
    expect(['open', 'rejected', 'submitted']).toContain(state);
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN - held);
  });

  it('waits once for an order, whoever writes it', async () => {
    const id = await fileOutside();
    await after(3);
    const outcomes = await Promise.allSettled([provide(id), provide(id), provide(id)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const insert = `INSERT INTO offline_evidence (id, order_id, file_id, reason, provided_by)
      SELECT gen_random_uuid(), order_id, file_id, reason, provided_by FROM offline_evidence WHERE order_id = $1`;
    await expect(database.dataSource.query(insert, [id])).rejects.toThrow(
      'offline_evidence_one_open',
    );
  });
});
