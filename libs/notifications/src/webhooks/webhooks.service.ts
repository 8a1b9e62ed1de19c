import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { inTransaction } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import type {
  CreatedWebhookResponse,
  CreateWebhookRequest,
  WebhookDeliveryResponse,
  WebhookResponse,
} from './webhook.dto';
import { addressRefused, TooManyWebhooks, WebhookNotFound } from './webhook.errors';
import { TEST_EVENT, type WebhookEvent } from './webhook-events';
import { WebhookSender } from './webhook-sender';

/** Addresses of one organisation at the same time. */
const MOST = 10;
/** Messages are signed with the former secret too for so long after it was changed. */
const FORMER_HOURS = 24;

interface EndpointRow {
  id: string;
  url: string;
  events: WebhookEvent[];
  state: 'active' | 'off';
  off_reason: string | null;
  created_at: Date;
}

interface DeliveryRow {
  id: string;
  event: string;
  object_id: string | null;
  state: string;
  attempts: number;
  last_status: number | null;
  last_error: string | null;
  next_at: Date | null;
  occurred_at: Date;
}

/** Addresses of organisations' own systems, and what was sent there. Source: Standard Webhooks. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    private readonly sender: WebhookSender,
  ) {}

  /**
   * The answer is the only place where the secret ever stands, which is why this takes no Idempotency-Key.
   *
   * @throws FieldsRefused for an address that nothing is sent to (422), TooManyWebhooks (422)
   */
  async create(
    actor: Actor,
    organisationId: string,
    { url, events }: CreateWebhookRequest,
  ): Promise<CreatedWebhookResponse> {
    if (!this.sender.isAllowed(url)) throw addressRefused(url);
    const [id, secret] = [newId(), newSecret()];
    return inTransaction(this.db, async (tx) => {
      await requireRoom(tx, organisationId);
      await tx.query(
        `INSERT INTO webhook_endpoint (id, organisation_id, url, events, secret, created_by) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, organisationId, url, events ?? [], this.sender.seal(secret, id), actor.userId],
      );
      await this.record(tx, actor, id, 'create');
      return { ...(await findEndpoint(tx, id)), secret };
    });
  }

  /** Addresses of an organisation, the newest first. */
  async list(organisationId: string, query: PageQuery): Promise<Page<WebhookResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows: EndpointRow[] = await this.db.query(
      `${ENDPOINTS} AND organisation_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [organisationId, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toWebhookResponse);
  }

  /** Gives an address another secret and switches it on again; the former secret signs too for a day. */
  async renew(actor: Actor, id: string): Promise<CreatedWebhookResponse> {
    const secret = newSecret();
    return inTransaction(this.db, async (tx) => {
      await tx.query(
        `UPDATE webhook_endpoint SET former_secret = secret, former_until = app_now() + make_interval(hours => $3),
                secret = $2, state = 'active', off_reason = NULL
          WHERE id = $1 AND state <> 'removed'`,
        [id, this.sender.seal(secret, id), FORMER_HOURS],
      );
      await this.record(tx, actor, id, 'renew');
      return { ...(await findEndpoint(tx, id)), secret };
    });
  }

  /** Nothing more is sent there; what was sent stays in the log. @throws WebhookNotFound */
  async remove(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [removed]: [unknown[], number] = await tx.query(
        `UPDATE webhook_endpoint SET state = 'removed', former_secret = NULL
          WHERE id = $1 AND state <> 'removed' RETURNING id`,
        [id],
      );
      if (removed.length === 0) throw new WebhookNotFound();
      await this.record(tx, actor, id, 'remove');
    });
  }

  /** Sends a message that tells of nothing. @throws WebhookNotFound when the address is off */
  async test(actor: Actor, id: string): Promise<WebhookDeliveryResponse> {
    return inTransaction(this.db, async (tx) => {
      const deliveryId = newId();
      const rows: unknown[] = await tx.query(
        `INSERT INTO webhook_delivery (id, endpoint_id, event, change_id, occurred_at)
         SELECT $1, id, $3, $1, app_now() FROM webhook_endpoint WHERE id = $2 AND state = 'active' RETURNING id`,
        [deliveryId, id, TEST_EVENT],
      );
      if (rows.length === 0) throw new WebhookNotFound();
      await this.record(tx, actor, id, 'test');
      return this.sendAgain(tx, deliveryId);
    });
  }

  /** What was sent to an address and how it went, the newest first. @throws WebhookNotFound */
  async deliveries(id: string, query: PageQuery): Promise<Page<WebhookDeliveryResponse>> {
    await findEndpoint(this.db.manager, id);
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0] ?? null;
    const rows: DeliveryRow[] = await this.db.query(
      `SELECT * FROM webhook_delivery WHERE endpoint_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [id, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toDeliveryResponse);
  }

  /** Sends a message again that failed or arrived, under its own id. @throws WebhookNotFound */
  async resend(actor: Actor, id: string, deliveryId: string): Promise<WebhookDeliveryResponse> {
    return inTransaction(this.db, async (tx) => {
      const [rows]: [unknown[], number] = await tx.query(
        `UPDATE webhook_delivery d SET state = 'pending', attempts = 0, next_at = NULL FROM webhook_endpoint e
          WHERE d.id = $1 AND d.endpoint_id = $2 AND e.id = d.endpoint_id AND e.state = 'active' RETURNING d.id`,
        [deliveryId, id],
      );
      if (rows.length === 0) throw new WebhookNotFound();
      await this.record(tx, actor, id, 'resend');
      return this.sendAgain(tx, deliveryId);
    });
  }

  private async sendAgain(tx: EntityManager, deliveryId: string): Promise<WebhookDeliveryResponse> {
    await this.outbox.add(tx, 'webhook-due', { deliveryId });
    const [row]: DeliveryRow[] = await tx.query('SELECT * FROM webhook_delivery WHERE id = $1', [
      deliveryId,
    ]);
    if (!row) throw new WebhookNotFound();
    return toDeliveryResponse(row);
  }

  private record(tx: EntityManager, actor: Actor, id: string, action: string): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `webhook.${action}`, objectType: 'webhook_endpoint', objectId: id },
    });
  }
}

const ENDPOINTS = `
  SELECT id, url, events, state, off_reason, created_at FROM webhook_endpoint WHERE state <> 'removed'`;

/** 32 random bytes, as libraries of Standard Webhooks take them. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

async function findEndpoint(tx: EntityManager, id: string): Promise<WebhookResponse> {
  const [row]: EndpointRow[] = await tx.query(`${ENDPOINTS} AND id = $1`, [id]);
  if (!row) throw new WebhookNotFound();
  return toWebhookResponse(row);
}

/** The organisation's row is the lock: rivals for its last free place pass one after the other. */
async function requireRoom(tx: EntityManager, organisationId: string): Promise<void> {
  await tx.query('SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [organisationId]);
  const [live]: { count: number }[] = await tx.query(
    `SELECT count(*)::int AS count FROM webhook_endpoint WHERE organisation_id = $1 AND state <> 'removed'`,
    [organisationId],
  );
  if ((live?.count ?? 0) >= MOST) throw new TooManyWebhooks(MOST);
}

const toWebhookResponse = (row: EndpointRow): WebhookResponse => ({
  id: row.id,
  url: row.url,
  events: row.events,
  state: row.state,
  offReason: row.off_reason,
  createdAt: isoInZone(instantOf(row.created_at)),
});

const toDeliveryResponse = (row: DeliveryRow): WebhookDeliveryResponse => ({
  id: row.id,
  event: row.event,
  objectId: row.object_id,
  state: row.state,
  attempts: row.attempts,
  lastStatus: row.last_status,
  lastError: row.last_error,
  nextAt: row.next_at && isoInZone(instantOf(row.next_at)),
  occurredAt: isoInZone(instantOf(row.occurred_at)),
});
