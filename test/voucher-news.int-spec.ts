import { newId } from '@app/common';
import { NewsDesk } from '../libs/notifications/src/testing/news-desk';
import { TestBooks } from '../libs/vouchers/src/testing/books';
import { WithdrawalDesk } from '../libs/vouchers/src/testing/withdrawal-desk';
import { createTestDatabase, type TestDatabase } from './support/database';

let database: TestDatabase;
let books: TestBooks;
let news: NewsDesk;

beforeAll(async () => {
  database = await createTestDatabase();
  books = new TestBooks(database.dataSource);
  news = new NewsDesk(books.db);
});
afterAll(() => database.drop());

/** Makes somebody of a role part of an organisation, with an address named after it. */
async function employ(organisationId: string, role: 'enterprise_admin' | 'enterprise_member') {
  const userId = newId();
  await books.db.query(
    `INSERT INTO app_user (id, login, display_name, password_hash, email) VALUES ($1, $2, '测试人员', '-', $3)`,
    [userId, userId, `${role}@example.test`],
  );
  await books.db.query(
    'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
    [userId, organisationId, role],
  );
}

describe('news of a withdrawn voucher', () => {
  it('go to who leads at its organisation, with amount and reason in both languages', async () => {
    const desk = new WithdrawalDesk(books);
    const { id, programmeId, organisationId } = await books.buildVoucher({ amountFen: 123_400 });
    await employ(organisationId, 'enterprise_admin');
    await employ(organisationId, 'enterprise_member');
    expect(await news.after(() => desk.propose(id, programmeId))).toEqual([]);
    const mails = await news.after(() => desk.approve(id, programmeId));
    expect(mails.map(({ to }) => to)).toEqual(['enterprise_admin@example.test']);
    const text = mails[0]?.text ?? '';
    expect(text).toContain('https://jiayi.example.test/vouchers');
    for (const language of text.split('——'))
      for (const told of ['¥1,234.00', '重复发放']) expect(language).toContain(told);
  });
});
