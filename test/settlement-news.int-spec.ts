import type { Actor } from '@app/identity';
import { NewsDesk } from '../libs/notifications/src/testing/news-desk';
import { InvoiceDesk } from '../libs/settlements/src/testing/invoice-desk';
import type { Sides } from '../libs/settlements/src/testing/settlement-desk';
import { createTestDatabase, type TestDatabase } from './support/database';

let database: TestDatabase;
let desk: InvoiceDesk;
let news: NewsDesk;
let sides: Sides;
let colleague: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  desk = new InvoiceDesk(database.dataSource);
  news = new NewsDesk(desk.db);
});
afterAll(() => database.drop());
beforeEach(async () => {
  sides = await desk.buildSides();
  colleague = await desk.buildActor('enterprise_member', sides.user.organisationId);
  await employ(sides.holder, 'lab');
  await employ(await desk.buildActor('holder_admin', sides.holder.organisationId), 'office');
  await employ(await desk.buildActor('instrument_operator', sides.holder.organisationId), 'desk');
  await employ(sides.user, 'leader');
  await employ(colleague, 'colleague');
  await desk.db.query('UPDATE organisation SET name_zh = $2 WHERE id = $1', [
    ...[sides.holder.organisationId, '嘉兴大学'],
  ]);
});

/** Makes somebody part of their organisation, with an address named after what they do. */
async function employ({ userId, organisationId, roles }: Actor, name: string): Promise<void> {
  await desk.db.query('UPDATE app_user SET email = $2 WHERE id = $1', [
    ...[userId, `${name}@example.test`],
  ]);
  await desk.db.query(
    'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])',
    [userId, organisationId, roles],
  );
}

/** `recipient: what` of the mails that the work leads to; each says `named` and the other side in both languages. */
async function told(
  work: () => Promise<unknown>,
  { named, other }: { named: string; other: string },
): Promise<string[]> {
  const mails = await news.after(work);
  for (const { subject, text } of mails) {
    expect(subject).toContain(named);
    expect(text).toContain('https://jiayi.example.test/');
    for (const language of text.split('——')) {
      expect(language).toContain(named);
      expect(language).toContain(other);
    }
  }
  return mails
    .map(({ to, subject }) => `${to.replace('@example.test', '')}: ${subject.split(' ').at(-1)}`)
    .sort();
}

const [LAB, CUSTOMER] = ['嘉兴大学', '测试单位'];

describe('news of a statement', () => {
  it('goes to whoever may confirm it when it is sent, with the day on which it is due', async () => {
    await desk.agree(sides, { daysToPay: 30 });
    await desk.buildOrder(sides);
    const { id, number: named } = await desk.draft(sides);
    const send = () => desk.statements.send(sides.holder, id, {});
    expect(await told(send, { named, other: LAB })).toEqual(['leader: confirm']);
    const { dueOn } = await desk.statements.get(id);
    const [mail] = await news.mails();
    expect(mail?.text).toContain(`付款期限 ${dueOn}`);
    expect(mail?.text).toContain(`due on ${dueOn}`);
  });

  it('goes to who looks after the holder’s money when it is answered', async () => {
    await desk.buildOrder(sides);
    const { id, number: named } = await desk.send(sides);
    const dispute = () => desk.statements.dispute(sides.user, id, { reason: '王某说单价有误' }, {});
    expect(await told(dispute, { named, other: CUSTOMER })).toEqual([
      'lab: disputed',
      'office: disputed',
    ]);
    expect((await news.mails())[0]?.text).not.toContain('王某');
    await desk.statements.correct(sides.holder, id, {}, {});
    const sent = await desk.statements.send(sides.holder, id, {});
    expect(await told(() => desk.confirm(sides, sent), { named, other: CUSTOMER })).toEqual([
      'lab: confirmed',
      'office: confirmed',
    ]);
  });

  it('is not told any more when it is no longer so, nor when the step failed', async () => {
    await desk.buildOrder(sides);
    const { id, number: named } = await desk.draft(sides);
    const sentAndVoid = async () => {
      await desk.statements.send(sides.holder, id, {});
      await desk.statements.void(sides.holder, id, { reason: '有误' }, {});
    };
    expect(await told(sentAndVoid, { named, other: LAB })).toEqual([]);
    const again = () => desk.statements.send(sides.holder, id, {}).catch(() => undefined);
    expect(await told(again, { named, other: LAB })).toEqual([]);
  });
});

describe('news of a request for an invoice', () => {
  const named = '¥1,234.50';
  const ask = async () =>
    desk.ask(
      { ...sides, user: colleague },
      { [await desk.buildOrder(sides, { feeFen: 123_450 })]: null },
    );

  it('goes to who looks after the holder’s money', async () => {
    expect(await told(ask, { named, other: CUSTOMER })).toEqual([
      'lab: invoice',
      'office: invoice',
    ]);
  });

  it('goes to whoever asked when it is answered, issued or refused', async () => {
    const [first, second] = [await ask(), await ask()];
    const issue = () => desk.issueAs(sides.holder, first);
    expect(await told(issue, { named, other: LAB })).toEqual(['colleague: issued']);
    const refuse = () => desk.requests.refuse(sides.holder, second.id, { reason: '王某不在' }, {});
    expect(await told(refuse, { named, other: LAB })).toEqual(['colleague: refused']);
    expect((await news.mails())[0]?.text).not.toContain('王某');
  });

  it('goes to who leads there once whoever asked has left, and to nobody when it is taken back', async () => {
    const [first, second] = [await ask(), await ask()];
    await desk.db.query('DELETE FROM membership WHERE user_id = $1', [colleague.userId]);
    const issue = () => desk.issueAs(sides.holder, first);
    expect(await told(issue, { named, other: LAB })).toEqual(['leader: issued']);
    const withdraw = () => desk.requests.withdraw(sides.user, second.id, {});
    expect(await told(withdraw, { named, other: LAB })).toEqual([]);
  });
});
