import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectoryStorage } from '@app/files';
import type { MailKind } from '@app/messaging';
import { Channels } from '../libs/notifications/src/channels/channels';
import { MailWriter } from '../libs/notifications/src/mail-writer';
import { CONTACT, OfflineDesk } from '../libs/orders/src/testing/offline-desk';
import { OrderDesk, type OrderSides } from '../libs/orders/src/testing/order-desk';
import { createTestDatabase, type TestDatabase } from './support/database';

let database: TestDatabase;
let directory: string;
let desk: OrderDesk;
let office: OfflineDesk;
let writer: MailWriter;
let sides: OrderSides;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'jiayi-offline-mails-'));
  desk = new OrderDesk(database.dataSource);
  office = new OfflineDesk(desk, new DirectoryStorage(directory));
  writer = new MailWriter(
    database.dataSource,
    {
      ...{ smtpUrl: undefined, mailFrom: 'jiayi@example.test', dataDirectory: directory },
      ...{
        publicUrl: 'https://jiayi.example.test',
        secretKey: 'a secret of 32 characters at least',
      },
    },
    new Channels({ sms: undefined, weCom: undefined, outboundPrivateHosts: [] }),
  );
  sides = await desk.buildSides();
  for (const [name, { userId, organisationId, roles }] of Object.entries(sides)) {
    await database.dataSource.query('UPDATE app_user SET email = $2 WHERE id = $1', [
      ...[userId, `${name}@example.test`],
    ]);
    await database.dataSource.query(
      'INSERT INTO membership (user_id, organisation_id, role) SELECT $1, $2, unnest($3::text[])',
      [userId, organisationId, roles],
    );
  }
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

/** Whom the latest mail of a kind about an order goes to, in alphabetical order. */
async function toldOf(mail: MailKind, objectId: string): Promise<string[]> {
  const [link]: { linkId: string | null }[] = await database.dataSource.query(
    `SELECT payload->>'linkId' AS "linkId" FROM outbox_message
      WHERE payload->>'mail' = $1 AND payload->>'objectId' = $2 ORDER BY id DESC LIMIT 1`,
    [mail, objectId],
  );
  const told = await writer.tell({ mail, objectId, ...(link?.linkId && { linkId: link.linkId }) });
  const { number } = await desk.get(sides.office, objectId);
  for (const { subject, text } of told)
    expect([mail, `${subject}\n${text}`]).toEqual([mail, expect.stringContaining(number)]);
  return told.map(({ email }) => email ?? '').sort();
}

describe('mails about filed services', () => {
  it('go to the lab where it can sign in, to the filer and the reviewers once it stays silent', async () => {
    const { id } = await office.filed.create(sides.person, await office.request(sides), {});
    expect(await toldOf('offline-asked', id)).toEqual([
      ...['manager@example.test', 'operator@example.test'],
    ]);
    expect(await toldOf('offline-silent', id)).toEqual([
      ...['office@example.test', 'person@example.test'],
    ]);
    await office.course.withdraw(sides.person, id, {});
    expect(await toldOf('offline-asked', id)).toEqual([]);
    expect(await toldOf('offline-silent', id)).toEqual([]);
  });

  it('go to the address of a provider without an account, as long as their link opens anything', async () => {
    const { id } = await office.filed.create(sides.person, office.requestOutside(), {});
    await office.confirmations.send(
      database.dataSource.manager,
      null,
      id,
      CONTACT,
      'offline-reminder',
    );
    expect(await toldOf('offline-reminder', id)).toEqual([CONTACT]);
    const token = await office.tokenOf(id);
    await office.confirmations.answer({ token, decision: 'confirmed', name: '张三' });
    expect(await toldOf('offline-reminder', id)).toEqual([]);
    await office.completions.ask(sides.person, id, null, {});
    expect(await toldOf('order-completion', id)).toEqual([CONTACT]);
  });

  it('tell the reviewers of substitute evidence while it waits', async () => {
    const { id } = await office.filed.create(sides.person, office.requestOutside(), {});
    await database.dataSource.query(
      `UPDATE service_order SET created_at = created_at - interval '4 days' WHERE id = $1`,
      [id],
    );
    const fileId = await office.buildFile(sides.person);
    await office.evidence.provide(sides.person, id, { fileId, reason: '多次联系未回复' }, {});
    expect(await toldOf('offline-evidence', id)).toEqual(['office@example.test']);
    await office.evidence.sendBack(sides.office, id, '请补充', {});
    expect(await toldOf('offline-evidence', id)).toEqual([]);
  });
});
