import { DateTime } from 'luxon';
import { AuditService } from '@app/audit';
import { inCallContext, newId, NO_ORGANISATION } from '@app/common';
import { type Actor, LinkRefused, OutsideProviders, SignedLinks } from '@app/identity';
import { Outbox } from '@app/messaging';
import {
  createTestDatabase,
  setDatabaseTime,
  type TestDatabase,
} from '../../../../test/support/database';
import { OfflineAnswers } from '../offline/offline-answers.service';
import type { OrderState } from '../order.words';
import { OrderDesk } from '../testing/order-desk';
import type { AnswerConfirmationRequest } from './order-confirmation.dto';
import {
  LINKS_PER_DAY,
  OrderNotToConfirm,
  TooManyConfirmationLinks,
} from './order-confirmation.errors';
import { OrderConfirmations } from './order-confirmations.service';
import { ServicePeriods } from './service-periods';

const EMAIL = 'service@provider.example';

let database: TestDatabase;
let links: SignedLinks;
let periods: ServicePeriods;
let confirmations: OrderConfirmations;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 20 });
  links = new SignedLinks({
    secretKey: 'a secret of at least 32 characters',
  } as ConstructorParameters<typeof SignedLinks>[0]);
  periods = new ServicePeriods();
  const { dataSource } = database;
  const [{ steps, orders, voucherParts }, audit] = [new OrderDesk(dataSource), new AuditService()];
  confirmations = new OrderConfirmations(
    ...([dataSource, links, periods, new Outbox(), audit, steps] as const),
    new OfflineAnswers(steps, orders, voucherParts, new OutsideProviders(audit)),
  );
});
afterAll(() => database.drop());
afterEach(() => setDatabaseTime(database, null));

async function buildOrganisation(nameZh: string): Promise<string> {
  const id = newId();
  await database.dataSource.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1, $2, $3, 'enterprise', 'enterprise', '330402', '联系人王晓', '0573-00000000', 'verified')`,
    [id, nameZh, id],
  );
  return id;
}

/** An order of 600 yuan with a person of its user organisation. */
async function buildOrder(state: OrderState = 'open'): Promise<{ orderId: string; user: Actor }> {
  const [orderId, userId] = [newId(), newId()];
  const organisationId = await buildOrganisation('嘉兴用户单位');
  await database.dataSource.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '李明', '')`,
    [userId, userId],
  );
  await database.dataSource.query(
    `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, placed_by, purpose, state,
       list_fen, voucher_fen, own_fen, actual_fen, completed_at)
     VALUES ($1, $2, 'sample', $3, $4, $5, 'testing', $6, 60000, 0, 60000, 60000, app_now())`,
    [orderId, orderId, organisationId, await buildOrganisation('上海服务机构'), userId, state],
  );
  const user = { userId, organisationId, roles: ['enterprise_member'] } as unknown as Actor;
  return { orderId, user };
}

/** Asks for a confirmation; answers the token that the mail carries, by what the outbox names. */
async function ask(orderId: string, user: Actor, email = EMAIL): Promise<string> {
  await confirmations.ask(user, orderId, email, {});
  const [message]: { payload: { mail: string; objectId: string; linkId: string } }[] =
    await database.dataSource.query(
      `SELECT payload FROM outbox_message WHERE job = 'send-mail' AND payload->>'objectId' = $1 ORDER BY id DESC LIMIT 1`,
      [orderId],
    );
  expect(message?.payload).toEqual({
    mail: 'order-confirmation',
    objectId: orderId,
    linkId: expect.any(String) as string,
  });
  return links.tokenOf('order-confirmation', message?.payload.linkId ?? '');
}

/** Somebody without a session, as the API serves them. */
const anyone = <T>(work: () => Promise<T>): Promise<T> =>
  inCallContext({ requestId: newId(), scope: NO_ORGANISATION }, work);

const answerWith = (token: string, change: Partial<AnswerConfirmationRequest> = {}) =>
  anyone(() => confirmations.answer({ token, decision: 'confirmed', name: '张三', ...change }));

describe('OrderConfirmations.ask', () => {
  it('sends a link for 14 days; the address stays out of the outbox and the trail', async () => {
    const { orderId, user } = await buildOrder();
    const now = DateTime.utc();
    await setDatabaseTime(database, now);
    const { expiresAt } = await confirmations.ask(user, orderId, EMAIL, {});
    expect(DateTime.fromISO(expiresAt).diff(now, 'days').days).toBeCloseTo(14, 5);
    const texts: { text: string }[] = await database.dataSource.query(
      `SELECT m::text AS text FROM outbox_message m WHERE payload->>'objectId' = $1::text
       UNION ALL SELECT a::text FROM audit_entry a WHERE object_id = $1::uuid`,
      [orderId],
    );
    expect(texts).toHaveLength(2);
    expect(texts.filter(({ text }) => text.includes(EMAIL))).toEqual([]);
  });

  it('replaces the link before', async () => {
    const { orderId, user } = await buildOrder();
    const first = await ask(orderId, user);
    const second = await ask(orderId, user);
    await expect(confirmations.preview(first)).rejects.toBeInstanceOf(LinkRefused);
    expect(await confirmations.preview(second)).toMatchObject({ orderNumber: orderId });
  });

  it.each(['completed', 'accepted', 'disputed', 'cancelled'] as const)(
    'refuses an order that is %s',
    async (state) => {
      const { orderId, user } = await buildOrder(state);
      const attempt = confirmations.ask(user, orderId, EMAIL, {});
      await expect(attempt).rejects.toBeInstanceOf(OrderNotToConfirm);
      await expect(attempt).rejects.toMatchObject({ members: { reason: state } });
    },
  );

  it('#11 sends so many links a day for one order, and not one more, even at once', async () => {
    const { orderId, user } = await buildOrder();
    const results = await Promise.allSettled(
      Array.from({ length: LINKS_PER_DAY + 3 }, () => confirmations.ask(user, orderId, EMAIL, {})),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(3);
    for (const { reason } of refusals) expect(reason).toBeInstanceOf(TooManyConfirmationLinks);
    await setDatabaseTime(database, DateTime.utc().plus({ days: 1, minutes: 1 }));
    await expect(confirmations.ask(user, orderId, EMAIL, {})).resolves.toBeDefined();
  });
});

describe('OrderConfirmations.preview', () => {
  it('says what is to be confirmed, and nobody’s personal data', async () => {
    const { orderId, user } = await buildOrder();
    const token = await ask(orderId, user);
    const preview = await anyone(() => confirmations.preview(token));
    expect(preview).toEqual({
      orderNumber: orderId,
      userOrganisationNameZh: '嘉兴用户单位',
      ...{ description: null, place: null },
      providerNameZh: '上海服务机构',
      instrumentNameZh: null,
      startsAt: null,
      endsAt: null,
      listFen: 60_000,
    });
    expect(JSON.stringify(preview)).not.toMatch(/李明|王晓|provider\.example/);
  });

  it('may be asked again and again, and changes nothing', async () => {
    const { orderId, user } = await buildOrder();
    const token = await ask(orderId, user);
    for (let time = 0; time < 3; time += 1) await confirmations.preview(token);
    expect(await confirmations.findFor(orderId)).toBeNull();
    await expect(answerWith(token)).resolves.toBeDefined();
  });

  it('refuses a token for something else, an altered one and one that has ended, all alike', async () => {
    const { orderId, user } = await buildOrder();
    const token = await ask(orderId, user);
    const [id = ''] = token.split('.');
    const forged = [links.tokenOf('invitation', id), `${token.slice(0, -4)}AAAA`, id, '', 'x.y'];
    for (const other of forged)
      await expect(confirmations.preview(other)).rejects.toBeInstanceOf(LinkRefused);
    await setDatabaseTime(database, DateTime.utc().plus({ days: 15 }));
    await expect(confirmations.preview(token)).rejects.toBeInstanceOf(LinkRefused);
  });
});

describe('OrderConfirmations.answer', () => {
  it('keeps the answer with the order, with the address it was asked at', async () => {
    const { orderId, user } = await buildOrder();
    const token = await ask(orderId, user);
    const details = { position: '主任', note: '周四上机' };
    expect(await answerWith(token, details)).toEqual({
      orderNumber: orderId,
      decision: 'confirmed',
    });
    expect(await confirmations.findFor(orderId)).toMatchObject({
      decision: 'confirmed',
      name: '张三',
      sentTo: EMAIL,
      ...details,
    });
    const trail: { action: string; actor_id: string | null; detail: object }[] =
      await database.dataSource.query(
        'SELECT action, actor_id, detail FROM audit_entry WHERE object_id = $1 ORDER BY id',
        [orderId],
      );
    expect(trail).toEqual([
      { action: 'order.ask-confirmation', actor_id: user.userId, detail: {} },
      { action: 'order.confirm-by-link', actor_id: null, detail: {} },
    ]);
  });

  it('is taken once, however many answer at once', async () => {
    const { orderId, user } = await buildOrder();
    const token = await ask(orderId, user);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, at) =>
        answerWith(token, { decision: at % 2 ? 'confirmed' : 'declined' }),
      ),
    );
    const refusals = results.filter((result) => result.status === 'rejected');
    expect(refusals).toHaveLength(5);
    // Whoever looked before the first answer finds the link spent, whoever looked after it the order answered.
    for (const { reason } of refusals)
      expect([LinkRefused, OrderNotToConfirm]).toContain((reason as Error).constructor);
  });

  it('does not deadlock with another link being sent', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { orderId, user } = await buildOrder();
      const token = await ask(orderId, user);
      const results = await Promise.allSettled([
        confirmations.ask(user, orderId, EMAIL, {}),
        answerWith(token),
      ]);
      for (const result of results)
        if (result.status === 'rejected')
          expect([LinkRefused, OrderNotToConfirm]).toContain((result.reason as Error).constructor);
      expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    }
  });

  it('closes the order to further links once confirmed, but not once declined', async () => {
    const { orderId, user } = await buildOrder();
    await answerWith(await ask(orderId, user), { decision: 'declined', note: '时间不符' });
    expect(await confirmations.findFor(orderId)).toMatchObject({ decision: 'declined' });
    await answerWith(await ask(orderId, user, 'second@provider.example'));
    expect(await confirmations.findFor(orderId)).toMatchObject({
      decision: 'confirmed',
      sentTo: 'second@provider.example',
    });
    const attempt = confirmations.ask(user, orderId, EMAIL, {});
    await expect(attempt).rejects.toMatchObject({ members: { reason: 'confirmed-by-link' } });
  });

  it('comes too late when the provider has completed the order itself, or it was cancelled', async () => {
    for (const state of ['completed', 'cancelled'] as const) {
      const { orderId, user } = await buildOrder();
      const token = await ask(orderId, user);
      await database.dataSource.query('UPDATE service_order SET state = $2 WHERE id = $1', [
        orderId,
        state,
      ]);
      await expect(answerWith(token)).rejects.toBeInstanceOf(OrderNotToConfirm);
      await expect(confirmations.preview(token)).rejects.toBeInstanceOf(OrderNotToConfirm);
      expect(await confirmations.findFor(orderId)).toBeNull();
    }
  });

  it('is stopped by the database when an order is confirmed twice by something else', async () => {
    const { orderId, user } = await buildOrder();
    await answerWith(await ask(orderId, user));
    const forced = database.dataSource.query(
      `INSERT INTO order_confirmation (id, order_id, decision, name, sent_to, asked_by)
       SELECT $1, order_id, decision, name, sent_to, asked_by FROM order_confirmation WHERE order_id = $2`,
      [newId(), orderId],
    );
    await expect(forced).rejects.toThrow('order_confirmation_confirmed_twice');
  });
});

describe('ServicePeriods', () => {
  it('finds none until it is told how, and is told once', async () => {
    const { manager } = database.dataSource;
    const fresh = new ServicePeriods();
    expect(await fresh.find(manager, newId())).toBeNull();
    fresh.define(`SELECT timestamptz '2026-11-24T01:00Z' AS starts_at, timestamptz '2026-11-24T03:00Z' AS ends_at
                   WHERE $1::uuid IS NOT NULL`);
    const found = await fresh.find(manager, newId());
    expect(found?.endsAt.toISO()).toBe('2026-11-24T03:00:00.000Z');
    expect(() => fresh.define('SELECT 1')).toThrow('twice');
  });
});
