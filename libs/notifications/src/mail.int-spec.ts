import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import { LinkSigner } from '@app/identity';
import { type JobContext, type JobPayloads, Outbox } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database';
import { Channels } from './channels/channels';
import { FolderTransport, type Mail, SmtpTransport } from './mail-transport';
import { MailWriter } from './mail-writer';
import { SendMailProcessor } from './send-mail.processor';

const SECRET = 'a secret of at least 32 characters';
const FROM = 'jiayi@example.test';
const context: JobContext = { messageId: newId(), attempt: 1, done: () => Promise.resolve() };

let database: TestDatabase;
let db: DataSource;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase({ entities: [] });
  db = database.dataSource;
});
afterAll(() => database.drop());
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jiayi-mail-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const writer = () =>
  new MailWriter(
    db,
    {
      smtpUrl: undefined,
      mailFrom: FROM,
      dataDirectory: directory,
      publicUrl: 'https://jiayi.example.test',
      secretKey: SECRET,
    },
    new Channels({ sms: undefined, weCom: undefined, outboundPrivateHosts: [] }),
  );

async function buildOrganisation(verification: string, reason: string | null = null) {
  const id = newId();
  await db.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone,
                               verification, verification_reason)
     VALUES ($1, '测试纺织有限公司', $2, 'enterprise', 'enterprise', '330402', '王晓', '0573-83640000', $3, $4)`,
    [id, id, verification, reason],
  );
  return id;
}

async function buildPerson(
  email: string | null,
  organisationId?: string,
  role = 'enterprise_admin',
) {
  const id = newId();
  await db.query(
    `INSERT INTO app_user (id, login, display_name, email) VALUES ($1, $2, '王晓', $3)`,
    [id, id, email],
  );
  if (organisationId)
    await db.query('INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)', [
      id,
      organisationId,
      role,
    ]);
  return id;
}

async function sent(payload: JobPayloads['send-mail']): Promise<string[]> {
  const folder = new FolderTransport(directory, FROM);
  const processor = new SendMailProcessor(db, new Outbox(), writer(), folder);
  await processor.process(payload, context);
  const files = (await readdir(directory)).sort();
  return Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
}

const bodyOf = (eml: string): string => {
  const [, body = ''] = eml.split(/\r?\n\r?\n([^]*)/);
  return /base64/i.test(eml) ? Buffer.from(body, 'base64').toString() : decodeQuotedPrintable(body);
};
const decodeQuotedPrintable = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString();

describe('a mail with a link', () => {
  it('goes to the account’s address with a token that opens this link only, in the fragment', async () => {
    const userId = await buildPerson('wang@example.test');
    const linkId = newId();
    const [mail = ''] = await sent({ mail: 'password-reset', objectId: userId, linkId });
    expect(mail).toMatch(/^To: wang@example\.test/m);
    const token = /https:\/\/jiayi\.example\.test\/reset-password#(\S+)/.exec(bodyOf(mail))?.[1];
    const signer = new LinkSigner(SECRET);
    expect(signer.read('password-reset', token ?? '')).toBe(linkId);
    expect(signer.read('invitation', token ?? '')).toBeUndefined();
  });

  it('is not sent without an address, for a closed account or for an invitation withdrawn meanwhile', async () => {
    const nobody = await buildPerson(null);
    const closed = await buildPerson('closed@example.test');
    await db.query('UPDATE app_user SET active = false WHERE id = $1', [closed]);
    const organisationId = await buildOrganisation('verified');
    const invitationId = newId();
    await db.query(
      `INSERT INTO invitation (id, organisation_id, email, roles, state, invited_by, expires_at)
       VALUES ($1, $2, 'new@example.test', '{enterprise_member}', 'withdrawn', $3, app_now() + interval '1 day')`,
      [invitationId, organisationId, nobody],
    );
    const linkId = newId();
    expect(await sent({ mail: 'password-reset', objectId: nobody, linkId })).toEqual([]);
    expect(await sent({ mail: 'password-reset', objectId: closed, linkId })).toEqual([]);
    expect(await sent({ mail: 'invitation', objectId: invitationId, linkId })).toEqual([]);
  });
});

describe('a mail about an organisation', () => {
  it('goes once to each of its administrators, with the reason', async () => {
    const organisationId = await buildOrganisation('returned', '信用代码与营业执照不符');
    await buildPerson('one@example.test', organisationId);
    await buildPerson('two@example.test', organisationId, 'lab_manager');
    await buildPerson('member@example.test', organisationId, 'enterprise_member');
    const mails = await sent({ mail: 'organisation-returned', objectId: organisationId });
    const to = mails.map((mail) => /^To: (\S+)/m.exec(mail)?.[1]);
    expect(to.sort()).toEqual(['one@example.test', 'two@example.test']);
    expect(bodyOf(mails[0] ?? '')).toContain('信用代码与营业执照不符');
  });

  it('is not sent when it is no longer so', async () => {
    const organisationId = await buildOrganisation('pending');
    await buildPerson('one@example.test', organisationId);
    expect(await sent({ mail: 'organisation-verified', objectId: organisationId })).toEqual([]);
  });
});

describe('the reminder of a qualification that ends', () => {
  it('names instrument, laboratory and last day, and is not sent once it is revoked or over', async () => {
    const holderId = await buildOrganisation('verified');
    const userId = await buildPerson('wang@example.test');
    const [instrumentId, objectId] = [newId(), newId()];
    await db.query(
      `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                               funding_classes, must_share, accepted_on, region_code, address)
       VALUES ($1::uuid, $2, '透射电子显微镜', $1::text, '010102', 'JEM-2100F', 'JEOL', 1, '{own}', false, '2025-03-18', '330402', '1')`,
      [instrumentId, holderId],
    );
    await db.query(
      `INSERT INTO qualification (id, instrument_id, user_id, granted_by, valid_until)
       VALUES ($1, $2, $3, $3, (app_now() AT TIME ZONE 'Asia/Shanghai')::date + 7)`,
      [objectId, instrumentId, userId],
    );
    const reminder = { mail: 'qualification-ending', objectId } as const;
    const [mail = '', ...others] = await sent(reminder);
    expect([others, /^To: wang@example\.test/m.test(mail)]).toEqual([[], true]);
    for (const said of ['透射电子显微镜 JEM-2100F', '测试纺织有限公司', 'is valid until 20'])
      expect(bodyOf(mail)).toContain(said);
    await rm(directory, { recursive: true });
    for (const change of [
      'revoked_at = app_now()',
      "revoked_at = NULL, valid_until = '2026-01-01'",
    ]) {
      await db.query(`UPDATE qualification SET ${change} WHERE id = $1`, [objectId]);
      await mkdir(directory, { recursive: true });
      expect(await sent(reminder)).toEqual([]);
    }
  });
});

describe('the folder', () => {
  it('keeps mails for the owner of the system only', async () => {
    await new FolderTransport(directory, FROM).send(mailOf());
    const { mode } = await stat(join(directory, 'm-1.eml'));
    expect(mode & 0o077).toBe(0);
  });
});

const mailOf = (changes: Partial<Mail> = {}): Mail => ({
  id: 'm-1',
  to: 'wang@example.test',
  subject: '邀请',
  text: '正文',
  ...changes,
});

describe('#23 headers', () => {
  it.each([
    ['subject', mailOf({ subject: '邀请\r\nBcc: thief@example.test' })],
    ['recipient', mailOf({ to: 'wang@example.test\r\nBcc: thief@example.test' })],
    ['list of recipients', mailOf({ to: 'wang@example.test, thief@example.test' })],
  ])('cannot be made by a %s', async (_what, mail) => {
    await new FolderTransport(directory, FROM).send(mail);
    const eml = await readFile(join(directory, 'm-1.eml'), 'utf8');
    const headers = eml.slice(0, eml.search(/\r?\n\r?\n/));
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(headers.match(/^To:/gim)).toHaveLength(1);
    expect(headers).not.toMatch(/^To:.*,\s*thief@example\.test$/im);
  });
});

describe('the SMTP server', () => {
  it('is handed the mail', async () => {
    const server = await MailServer.start();
    await new SmtpTransport(server.url, FROM).send(mailOf());
    await server.stop();
    expect(server.commands).toEqual(
      expect.arrayContaining([`MAIL FROM:<${FROM}>`, 'RCPT TO:<wang@example.test>']),
    );
    expect(server.data).toContain('Message-ID: <m-1@jiayi>');
  });

  it('that refuses makes the job fail, so that it is tried again', async () => {
    const server = await MailServer.start({ refuse: true });
    await expect(new SmtpTransport(server.url, FROM).send(mailOf())).rejects.toThrow(/550/);
    await server.stop();
  });
});

/** A peer that speaks as much SMTP as it takes to receive one mail. */
class MailServer {
  readonly commands: string[] = [];
  data = '';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly refuse: boolean,
  ) {}

  static async start({ refuse = false } = {}): Promise<MailServer> {
    const server = createServer();
    const mailServer = new MailServer(server, refuse);
    server.on('connection', (socket) => mailServer.serve(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return mailServer;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let receiving = false;
    socket.write('220 test\r\n');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      if (receiving) this.data += chunk;
      else for (const line of chunk.split('\r\n').filter(Boolean)) this.commands.push(line);
      if (receiving && !this.data.endsWith('\r\n.\r\n')) return;
      const command = receiving ? 'END' : (this.commands.at(-1) ?? '');
      receiving = command === 'DATA';
      socket.write(this.answerTo(command));
    });
  }

  private answerTo(command: string): string {
    if (command === 'DATA') return '354 go on\r\n';
    if (command === 'QUIT') return '221 bye\r\n';
    if (this.refuse && command.startsWith('RCPT')) return '550 nobody here\r\n';
    return '250 ok\r\n';
  }
}
