import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { AuditService } from '@app/audit';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { OrderNewsProcessor } from '../libs/notifications/src/order-news/order-news.processor';
import { ReservationNewsProcessor } from '../libs/notifications/src/reservation-news/reservation-news.processor';
import { DeliverWebhookProcessor } from '../libs/notifications/src/webhooks/deliver-webhook.processor';
import { WebhookSender } from '../libs/notifications/src/webhooks/webhook-sender';
import { WebhooksService } from '../libs/notifications/src/webhooks/webhooks.service';
import { OrderDesk } from '../libs/orders/src/testing/order-desk';
import { SampleDesk } from '../libs/orders/src/testing/sample-desk';
import { ahead, TestCalendar } from '../libs/reservations/src/testing/calendar';
import { createTestDatabase, type TestDatabase } from './support/database';

interface Arrived {
  headers: IncomingHttpHeaders;
  body: string;
}

let database: TestDatabase;
let calendar: TestCalendar;
let webhooks: WebhooksService;
let deliver: DeliverWebhookProcessor;
let user: Actor;
let instrumentId: string;

let server: Server;
let url: string;
/** What the other system answers, in turn; the last one again and again. */
let answers: number[];
let arrived: Arrived[];

beforeAll(async () => {
  database = await createTestDatabase();
  calendar = await TestCalendar.start(database.url);
  const { db } = calendar;
  const sender = new WebhookSender({
    ...{ outboundPrivateHosts: ['127.0.0.1'], publicUrl: 'https://jiayi.example.test' },
    secretKey: 'a secret of at least 32 characters',
  });
  webhooks = new WebhooksService(db, new AuditService(), new Outbox(), sender);
  deliver = new DeliverWebhookProcessor(db, sender, new AuditService());
  ({ id: instrumentId } = await calendar.buildInstrument());
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      arrived.push({ headers: request.headers, body });
      response.writeHead(answers.length > 1 ? (answers.shift() ?? 200) : (answers[0] ?? 200)).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jiayi`;
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  await calendar.stop();
  await database.drop();
});
beforeEach(async () => {
  [answers, arrived] = [[204], []];
  user = await calendar.buildActor('enterprise_member');
  await calendar.db.query('DELETE FROM outbox_message');
});

const context = { messageId: null, attempt: 1, done: () => Promise.resolve() };
const listen = (events?: ['reservation.cancelled']) =>
  webhooks.create(user, user.organisationId, { url, events });
const deliveriesOf = async (id: string) => (await webhooks.deliveries(id, {})).items;

/** Does what lies in the outbox, also what is to be done later; a message is relayed once. */
async function relay(): Promise<void> {
  const news = new ReservationNewsProcessor(calendar.db, new Outbox());
  const orders = new OrderNewsProcessor(calendar.db, new Outbox());
  const processors = [deliver, news, orders];
  const [due]: [{ job: string; payload: never }[], number] = await calendar.db.query(
    `DELETE FROM outbox_message WHERE job = ANY ($1) RETURNING job, payload`,
    [processors.map(({ job }) => job)],
  );
  for (const { job, payload } of due)
    await processors.find((one) => one.job === job)?.process(payload, context);
}

let nextDay = 3;
async function book(): Promise<string> {
  nextDay += 1;
  return (await calendar.book(user, instrumentId, ahead(nextDay, 2, 4))).id;
}

it('a booking is told to the address of its organisation, signed as the standard says', async () => {
  const { id, secret } = await listen();
  const reservationId = await book();
  await relay();
  await relay();
  expect(arrived).toHaveLength(1);
  const [{ headers, body }] = arrived as [Arrived];
  const told = new Webhook(secret).verify(body, headers as Record<string, string>);
  expect(told).toMatchObject({
    type: 'reservation.created',
    data: {
      id: reservationId,
      url: `https://jiayi.example.test/api/v1/reservations/${reservationId}`,
    },
  });
  expect(() =>
    new Webhook(secret).verify(
      body.replace('created', 'removed'),
      headers as Record<string, string>,
    ),
  ).toThrow();
  expect(await deliveriesOf(id)).toMatchObject([
    { id: headers['webhook-id'], state: 'delivered', attempts: 1, lastStatus: 204 },
  ]);
});

it('a step that is relayed twice is told once', async () => {
  await listen();
  await book();
  const news = new ReservationNewsProcessor(calendar.db, new Outbox());
  const [{ payload }] = await calendar.db.query<[{ payload: { changeId: string } }]>(
    `SELECT payload FROM outbox_message WHERE job = 'tell-reservation-change'`,
  );
  await Promise.all([news.process(payload, context), news.process(payload, context)]);
  await relay();
  await relay();
  expect(arrived).toHaveLength(1);
});

it('every step of an order is told to both sides, with the address of the order', async () => {
  const desk = new OrderDesk(calendar.db);
  const sides = await desk.buildSides();
  for (const { organisationId } of [sides.person, sides.manager])
    await webhooks.create(sides.manager, organisationId, { url });
  const id = await new SampleDesk(desk).build(sides, 'running');
  await relay();
  await relay();
  const told = arrived.map(({ body }) => JSON.parse(body) as { type: string; data: object });
  const types = ['submitted', 'priced', 'open', 'sent', 'received', 'running'];
  expect(told.map(({ type }) => type).sort()).toEqual(
    types.flatMap((type) => [`order.${type}`, `order.${type}`]).sort(),
  );
  const data = { id, url: `https://jiayi.example.test/api/v1/orders/${id}` };
  for (const one of told) expect(one.data).toEqual(data);
});

it('only what was asked for is told, and nothing to strangers', async () => {
  await listen(['reservation.cancelled']);
  const stranger = await calendar.buildActor('enterprise_member');
  await webhooks.create(stranger, stranger.organisationId, { url });
  const id = await book();
  await relay();
  await relay();
  expect(arrived).toHaveLength(0);
  await calendar.life.cancel(user, id, undefined, {});
  await relay();
  await relay();
  expect(arrived.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    'reservation.cancelled',
  ]);
});

it('what fails is tried again under the same id, and given up after ten times', async () => {
  const { id } = await listen();
  answers = [500, 200];
  await book();
  for (let round = 0; round < 3; round += 1) await relay();
  expect(new Set(arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await deliveriesOf(id)).toMatchObject([{ state: 'delivered', attempts: 2 }]);

  answers = [503];
  await book();
  for (let round = 0; round < 12; round += 1) await relay();
  expect(await deliveriesOf(id)).toMatchObject([
    { state: 'failed', attempts: 10, lastStatus: 503, lastError: 'status', nextAt: null },
    { state: 'delivered' },
  ]);
  // It took a message within five days, so it stays on.
  expect(await webhooks.list(user.organisationId, {})).toMatchObject({
    items: [{ state: 'active' }],
  });
});

it('an address that is gone is switched off and told nothing more until it is renewed', async () => {
  const { id, secret } = await listen();
  answers = [410];
  await book();
  for (let round = 0; round < 2; round += 1) await relay();
  await book();
  for (let round = 0; round < 2; round += 1) await relay();
  expect(arrived).toHaveLength(1);
  expect(await webhooks.list(user.organisationId, {})).toMatchObject({
    items: [{ state: 'off', offReason: 'gone' }],
  });
  await expect(webhooks.test(user, id)).rejects.toMatchObject({ code: 'not-found' });

  const renewed = await webhooks.renew(user, id);
  answers = [200];
  await webhooks.test(user, id);
  await relay();
  const [, { headers, body }] = arrived as [Arrived, Arrived];
  for (const known of [secret, renewed.secret])
    expect(new Webhook(known).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'webhook.test',
    });
});

it('a message can be sent again, of the own address only', async () => {
  const { id } = await listen();
  await book();
  for (let round = 0; round < 2; round += 1) await relay();
  const [delivery] = await deliveriesOf(id);
  await webhooks.resend(user, id, delivery?.id ?? '');
  await relay();
  expect(arrived).toHaveLength(2);
  const other = await listen();
  await expect(webhooks.resend(user, other.id, delivery?.id ?? '')).rejects.toMatchObject({
    code: 'not-found',
  });
});

it.each([
  ['plain http to a public host', 'http://example.test/hook'],
  ['a name and a password', 'https://somebody:secret@example.test/hook'],
  ['another scheme', 'ftp://example.test/hook'],
  ['no address', 'somewhere'],
])('%s is refused when it is entered', async (_what, refused) => {
  await expect(webhooks.create(user, user.organisationId, { url: refused })).rejects.toMatchObject({
    members: { errors: [{ pointer: '/url', code: 'address-refused' }] },
  });
});

it('a name that leads into a private network is never called', async () => {
  const { id } = await webhooks.create(user, user.organisationId, {
    url: 'https://localhost/hook',
  });
  await webhooks.test(user, id);
  await relay();
  expect(await deliveriesOf(id)).toMatchObject([
    { state: 'pending', lastStatus: null, lastError: 'refused' },
  ]);
});

it('an organisation has ten addresses and no eleventh, also when many are entered at once', async () => {
  const made = await Promise.allSettled(Array.from({ length: 14 }, () => listen()));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect((await webhooks.list(user.organisationId, { limit: 50 })).items).toHaveLength(10);
});
