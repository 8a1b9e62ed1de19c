import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@app/common';
import { createHttpApplication, createLogger } from '@app/http';
import { type Actor, LinkSigner } from '@app/identity';
import { AppModule } from '../apps/api/src/app.module';
import { ClaimDesk } from '../libs/claims/src/testing/claim-desk';
import { AuthorityDesk } from '../libs/identity/src/testing/authority-desk';
import { settingsOf } from './access/application';
import { type Answer, type Request, send } from './access/client';
import { createTestDatabase, type TestDatabase } from './support/database';

const NUMBER = '6222021204001234567';

let database: TestDatabase;
let directory: string;
let desk: AuthorityDesk;
let claims: ClaimDesk;
let app: NestFastifyApplication;
let signer: LinkSigner;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'jiayi-authority-'));
  desk = new AuthorityDesk(database.dataSource);
  claims = new ClaimDesk(database.dataSource, directory);
  const settings = settingsOf({ database, directory });
  signer = new LinkSigner(settings.secretKey);
  const logger = createLogger('authority', settings.logLevel);
  app = await createHttpApplication(AppModule.forRoot(settings), settings, logger);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await app.close();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

interface SessionFacts {
  /** Minutes since the person proved who they are. */
  provedMinutesAgo?: number;
  delegationId?: string;
}

/** The API as one person with a session of both factors uses it. */
async function signIn(
  actor: Actor,
  { provedMinutesAgo = 0, delegationId }: SessionFacts = {},
): Promise<(method: Request['method'], path: string, body?: object) => Promise<Answer>> {
  const token = randomBytes(32).toString('base64url');
  await database.dataSource.query(
    `INSERT INTO session (id_hash, id, user_id, organisation_id, delegation_id, second_factor_at, proved_at)
     VALUES ($1, $2, $3, $4, $5, app_now(), app_now() - make_interval(mins => $6))`,
    [
      ...[createHash('sha256').update(token).digest(), newId(), actor.userId, actor.organisationId],
      ...[delegationId ?? null, provedMinutesAgo],
    ],
  );
  return (method, path, body) => call(method, path, body, { cookie: `__Host-jiayi=${token}` });
}

const call = (
  method: Request['method'],
  path: string,
  body?: object,
  headers?: Record<string, string>,
): Promise<Answer> => send(app, { method, url: `/api/v1${path}`, body, headers });

async function accountOf(organisationId: string): Promise<object> {
  const proofFileId = await desk.buildFile(organisationId);
  return { bank: '嘉兴银行', number: NUMBER, proofFileId };
}

/** Gives an order an instrument and two hours on it. */
async function bookSlot(orderId: string): Promise<void> {
  await database.dataSource.query(
    `WITH instrument AS (
       INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                               funding_classes, must_share, accepted_on, region_code, address, status, listed_at)
       SELECT $1, provider_organisation_id, '场发射扫描电子显微镜', $2, '010102', 'Sigma 300', 'ZEISS', 245000000,
              '{fiscal_local}', true, '2025-03-18', '330402', '理化楼 101', 'listed', app_now()
         FROM service_order WHERE id = $3 RETURNING id)
     UPDATE service_order SET instrument_id = instrument.id FROM instrument WHERE service_order.id = $3`,
    [...[newId(), newId()], orderId],
  );
  await database.dataSource.query(
    `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
                              set_up_minutes, clean_up_minutes, policy_version, state)
     SELECT $1, id, instrument_id, user_organisation_id, placed_by, '2026-11-24T01:00Z', '2026-11-24T03:00Z', 0, 0, 0, 'confirmed'
       FROM service_order WHERE id = $2`,
    [newId(), orderId],
  );
}

/** A proposed account, with its administrator. */
async function buildAccount(): Promise<{ admin: Actor; id: string }> {
  const admin = await desk.buildActor('enterprise_admin');
  const client = await signIn(admin);
  const path = `/organisations/${admin.organisationId}/payee-accounts`;
  const { status, body } = await client('POST', path, await accountOf(admin.organisationId));
  expect(status).toBe(201);
  return { admin, id: (body as { id: string }).id };
}

describe('payee accounts over HTTP', () => {
  it('#3 show the whole number to finance and the organisation’s administrators alone', async () => {
    const { admin, id } = await buildAccount();
    const numberFor = async (actor: Actor): Promise<unknown> => {
      const { status, body } = await (await signIn(actor))('GET', `/payee-accounts/${id}`);
      return status === 200 ? (body as { number: unknown }).number : status;
    };
    expect(await numberFor(admin)).toBe(NUMBER);
    expect(await numberFor(await desk.buildActor('finance_officer'))).toBe(NUMBER);
    for (const role of ['auditor', 'bureau_reviewer', 'bureau_admin'] as const)
      expect(await numberFor(await desk.buildActor(role))).toBeNull();
    const member = await desk.buildActor('enterprise_member', admin.organisationId);
    expect(await numberFor(member)).toBe(403);
    expect(await numberFor(await desk.buildActor('enterprise_admin'))).toBe(404);
  });

  it('never carry the number in an answer to a command or a list, nor in what is kept of it', async () => {
    const { admin, id } = await buildAccount();
    const [client, finance] = [
      await signIn(admin),
      await signIn(await desk.buildActor('finance_officer')),
    ];
    const answers = [
      await finance('POST', `/payee-accounts/${id}/verify`),
      await client('GET', `/organisations/${admin.organisationId}/payee-accounts`),
    ];
    for (const { status, seen } of answers) {
      expect(status).toBe(200);
      expect(seen).toContain(NUMBER.slice(-4));
      expect(seen).not.toContain(NUMBER);
    }
    for (const table of ['idempotency_key', 'audit_entry', 'outbox_message', 'payee_account']) {
      const rows: unknown[] = await database.dataSource.query(
        `SELECT 1 FROM ${table} t WHERE t::text LIKE '%${NUMBER}%'`,
      );
      expect(rows).toEqual([]);
    }
  });

  it('do not repeat a number that was refused', async () => {
    const admin = await desk.buildActor('enterprise_admin');
    const body = { ...(await accountOf(admin.organisationId)), number: `${NUMBER}x` };
    const path = `/organisations/${admin.organisationId}/payee-accounts`;
    const answer = await (await signIn(admin))('POST', path, body);
    expect(answer).toMatchObject({ status: 422, code: 'fields-refused' });
    expect(answer.seen).not.toContain(NUMBER);
  });

  it('#37 ask for proof of who it is before bank data changes', async () => {
    const { admin, id } = await buildAccount();
    const stale = { provedMinutesAgo: 11 };
    const [client, finance] = [
      await signIn(admin, stale),
      await signIn(await desk.buildActor('finance_officer'), stale),
    ];
    const attempts = [
      await client(
        'POST',
        `/organisations/${admin.organisationId}/payee-accounts`,
        await accountOf(admin.organisationId),
      ),
      await client('POST', `/payee-accounts/${id}/confirm`),
      await finance('POST', `/payee-accounts/${id}/verify`),
      await client('POST', `/organisations/${admin.organisationId}/delegations`, {}),
    ];
    for (const attempt of attempts)
      expect(attempt).toMatchObject({ status: 401, code: 'proof-required' });
  });
});

describe('an agent over HTTP', () => {
  it('drafts, is named in the trail, and is out with the request after its end', async () => {
    const settled = await claims.buildSettled();
    const { payee } = settled;
    const delegate = await claims.buildDelegate(payee);
    const [delegation]: { id: string }[] = await database.dataSource.query(
      'SELECT id FROM delegation WHERE agent_id = $1',
      [delegate.agentOrganisationId],
    );
    const delegationId = delegation?.id ?? '';
    await database.dataSource.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_member'), ($3, $4, 'enterprise_admin')`,
      [delegate.userId, delegate.agentOrganisationId, payee.userId, payee.organisationId],
    );
    const agent = await signIn(delegate, { delegationId });
    const principal = await signIn(payee);

    const drafted = await agent('POST', '/claims', claims.papersFor(settled));
    expect(drafted.status).toBe(201);
    const { id } = drafted.body as { id: string };
    expect(await agent('POST', `/claims/${id}/submit`)).toMatchObject({ status: 403 });
    expect(await agent('GET', `/orders/${settled.orderId}`)).toMatchObject({ status: 200 });

    const [entry]: { agent_organisation_id: string }[] = await database.dataSource.query(
      `SELECT agent_organisation_id FROM audit_entry WHERE object_id = $1 AND action = 'claim.draft'`,
      [id],
    );
    expect(entry?.agent_organisation_id).toBe(delegate.agentOrganisationId);

    const submitted = await principal('POST', `/claims/${id}/submit`);
    expect(submitted.body).toMatchObject({
      state: 'submitted',
      makerId: payee.userId,
      draftedBy: { organisation: { id: delegate.agentOrganisationId } },
    });

    const revoke = await principal('POST', `/delegations/${delegationId}/revoke`);
    expect(revoke.status).toBe(200);
    expect(await agent('GET', `/claims/${id}`)).toMatchObject({ status: 401 });
  });
});

describe('an order confirmed by its provider over HTTP', () => {
  it('is asked for by its user organisation, answered by anyone with the link, and shown', async () => {
    const { payee: user, orderId } = await claims.buildSettled({ paymentMode: 'reimburse' });
    await database.dataSource.query(
      `UPDATE service_order SET state = 'open', completed_at = NULL WHERE id = $1`,
      [orderId],
    );
    await database.dataSource.query(
      `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_member')`,
      [user.userId, user.organisationId],
    );
    const client = await signIn(user);
    const path = `/orders/${orderId}/confirmation-links`;
    expect(await client('POST', path, { email: 'a@b.example\r\nbcc: c@d.example' })).toMatchObject({
      status: 400,
    });
    expect(await client('POST', path, { email: 'lab@provider.example' })).toMatchObject({
      status: 201,
    });
    const [link]: { id: string }[] = await database.dataSource.query(
      'SELECT id FROM signed_link WHERE object_id = $1',
      [orderId],
    );
    const token = signer.tokenOf('order-confirmation', link?.id ?? '');

    await bookSlot(orderId);
    const preview = await call('POST', '/order-confirmations/preview', { token });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        orderNumber: orderId,
        instrumentNameZh: '场发射扫描电子显微镜',
        startsAt: '2026-11-24T09:00:00.000+08:00',
        endsAt: '2026-11-24T11:00:00.000+08:00',
        listFen: 10_000,
      },
    });
    const answer = { token, decision: 'confirmed', name: '张三' };
    expect(await call('POST', '/order-confirmations', answer)).toMatchObject({ status: 201 });
    expect(await call('POST', '/order-confirmations', answer)).toMatchObject({
      status: 403,
      code: 'link-refused',
    });
    expect((await client('GET', `/orders/${orderId}`)).body).toMatchObject({
      providerConfirmation: {
        decision: 'confirmed',
        name: '张三',
        sentTo: 'lab@provider.example',
      },
    });
    const stranger = await signIn(await desk.buildActor('enterprise_admin'));
    expect(await stranger('POST', path, { email: 'x@y.example' })).toMatchObject({ status: 404 });
  });
});
