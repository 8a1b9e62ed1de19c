import { DateTime } from 'luxon';
import { inCallContext, newId, NO_ORGANISATION } from '@app/common';
import { LinkRefused } from '@app/identity';
import { setDatabaseTime, type TestDatabase } from '../../../../test/support/database';
import { OrderNotToConfirm } from '../confirmation/order-confirmation.errors';
import { OrderStateConflict } from '../order.errors';
import { CONTACT, type OfflineDesk, OUTSIDE } from '../testing/offline-desk';
import { useOffline } from '../../../../test/support/offline-stage';
import { LIST_FEN, type OrderDesk, type OrderSides } from '../testing/order-desk';
import { ProviderAnswersHere } from './offline.errors';

const stage = useOffline();
let database: TestDatabase;
let desk: OrderDesk;
let office: OfflineDesk;
let sides: OrderSides;

beforeAll(async () => {
  ({ database, desk, office } = stage);
  sides = await desk.buildSides();
});

/** Somebody without a session, as the API serves them. */
const anyone = <T>(work: () => Promise<T>): Promise<T> =>
  inCallContext({ requestId: newId(), scope: NO_ORGANISATION }, work);

/** Files a service of a provider without an account, with a voucher. */
async function file(): Promise<{ id: string; voucherId: string }> {
  const voucherId = await desk.issueTo(sides.person);
  const { id } = await office.filed.create(
    ...([sides.person, office.requestOutside({ voucherId }), {}] as const),
  );
  return { id, voucherId };
}

const answer = (token: string, decision: 'confirmed' | 'declined' = 'confirmed') =>
  anyone(() => office.confirmations.answer({ token, decision, name: '张三', note: '排期已满' }));
const state = async (id: string) => (await desk.get(sides.person, id)).state;

describe('a link to confirm a filed service', () => {
  it('tells what it confirms, makes the order binding and sets the voucher aside', async () => {
    const { id, voucherId } = await file();
    const token = await office.tokenOf(id);
    expect(await anyone(() => office.confirmations.preview(token))).toMatchObject({
      ...{ providerNameZh: OUTSIDE.nameZh, listFen: LIST_FEN },
      ...{ description: '透射电镜形貌观察 6 个样', place: '上海市浦东新区某路 1 号' },
      ...{ startsAt: '2099-03-02T09:00:00.000+08:00', endsAt: '2099-03-04T18:00:00.000+08:00' },
    });
    await answer(token);
    expect(await desk.get(sides.person, id)).toMatchObject({
      state: 'open',
      quote: { voucherFen: LIST_FEN / 2 },
    });
    expect(await desk.availableOf(voucherId)).toBe(9.5 * LIST_FEN);
    expect(await office.filed.findFor(id)).toMatchObject({ confirmedHow: 'link' });
    expect(await office.confirmations.findFor(id)).toMatchObject({ name: '张三', sentTo: CONTACT });
    const { items } = await desk.orders.history(id);
    expect(items.at(-1)).toMatchObject({ action: 'confirm-by-link', toState: 'open', by: null });
  });

  it('declines it as well', async () => {
    const { id, voucherId } = await file();
    await answer(await office.tokenOf(id), 'declined');
    expect(await state(id)).toBe('rejected');
    expect(await office.filed.findFor(id)).toMatchObject({ endedReason: '排期已满' });
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN);
  });

  it('works once, also for eight at once', async () => {
    const { id, voucherId } = await file();
    const token = await office.tokenOf(id);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => answer(token)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await desk.availableOf(voucherId)).toBe(9.5 * LIST_FEN);
    await expect(answer(token)).rejects.toBeInstanceOf(LinkRefused);
  });

  it('and a withdrawal at once have one outcome', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { id, voucherId } = await file();
      const token = await office.tokenOf(id);
      const outcomes = await Promise.allSettled([
        answer(token),
        office.course.withdraw(sides.person, id, {}),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const held = (await state(id)) === 'open' ? LIST_FEN / 2 : 0;
      expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN - held);
    }
  });

  it('ends by itself, and with the order', async () => {
    const late = await file();
    const token = await office.tokenOf(late.id);
    await setDatabaseTime(database, DateTime.utc().plus({ days: 14, minutes: 1 }));
    await expect(answer(token)).rejects.toBeInstanceOf(LinkRefused);
    await setDatabaseTime(database, null);
    const withdrawn = await file();
    await office.course.withdraw(sides.person, withdrawn.id, {});
    const dead = await office.tokenOf(withdrawn.id);
    await expect(answer(dead)).rejects.toBeInstanceOf(OrderNotToConfirm);
  });

  it('is nowhere to be read: the database holds what cannot open it', async () => {
    const { id } = await file();
    const token = await office.tokenOf(id);
    const [, signature = ''] = token.split('.');
    const texts: { text: string }[] = await database.dataSource.query(
      `SELECT l::text AS text FROM signed_link l WHERE object_id = $1::uuid
       UNION ALL SELECT m::text FROM outbox_message m WHERE payload->>'objectId' = $1::text
       UNION ALL SELECT a::text FROM audit_entry a WHERE object_id = $1::uuid`,
      [id],
    );
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.filter(({ text }) => text.includes(signature))).toEqual([]);
  });

  it('is sent to another address on request, but not where people of the provider can sign in', async () => {
    const { id } = await file();
    await office.confirmations.ask(sides.person, id, 'other@provider.example', {});
    expect(await office.filed.findFor(id)).toMatchObject({
      contactEmail: 'other@provider.example',
    });
    const here = await office.build(sides, 'submitted');
    await expect(office.confirmations.ask(sides.person, here, CONTACT, {})).rejects.toBeInstanceOf(
      ProviderAnswersHere,
    );
  });
});

describe('a link to complete a filed service', () => {
  async function open(): Promise<{ id: string; voucherId: string }> {
    const filed = await file();
    await answer(await office.tokenOf(filed.id));
    return filed;
  }
  const complete = (token: string, actualFen?: number) =>
    anyone(() => office.completions.answer({ token, name: '李四', actualFen }));

  it('states the fee once: the voucher part of it is captured', async () => {
    const { id, voucherId } = await open();
    await office.completions.ask(sides.person, id, null, {});
    const token = await office.tokenOf(id, 'order-completion');
    expect(await anyone(() => office.completions.preview(token))).toMatchObject({
      listFen: LIST_FEN,
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => complete(token, 60_000)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await desk.get(sides.person, id)).toMatchObject({
      ...{ state: 'completed', actualFen: 60_000, capturedFen: 30_000 },
    });
    expect(await office.filed.findFor(id)).toMatchObject({
      ...{ completedHow: 'link', completedByName: '李四' },
    });
    expect(await desk.availableOf(voucherId)).toBe(10 * LIST_FEN - 30_000);
  });

  it('charges no more than was agreed, and stays good for another try', async () => {
    const { id } = await open();
    await office.completions.ask(sides.person, id, null, {});
    const token = await office.tokenOf(id, 'order-completion');
    await expect(complete(token, LIST_FEN + 1)).rejects.toMatchObject({ code: 'fee-above-quote' });
    expect(await complete(token)).toMatchObject({ actualFen: LIST_FEN });
  });

  it('is not the one to confirm: neither opens what the other does', async () => {
    const { id } = await file();
    const confirming = await office.tokenOf(id);
    await expect(complete(confirming)).rejects.toBeInstanceOf(LinkRefused);
    await expect(office.completions.ask(sides.person, id, null, {})).rejects.toBeInstanceOf(
      OrderStateConflict,
    );
  });
});
