import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused, newId, type Text } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction } from '@app/database';
import { FileStore, type StoredFile } from '@app/files';
import type { CommandCall, Page } from '@app/http';
import { type Actor, findFileProblems } from '@app/identity';
import { type ConversationOrder, findConversationOrder, sideOf } from '../messages/message.queries';
import { AttachmentReleases } from './attachment-releases';
import { findAttachments, isReportOfOrder } from './attachment.queries';
import { isRemovable, MOST_ATTACHMENTS, takesAttachments } from './attachment.rules';
import {
  type AttachmentRow,
  type AttachToOrderRequest,
  type OrderAttachmentResponse,
  toOrderAttachmentResponse,
} from './order-attachment.dto';
import {
  alreadyAttached,
  AttachmentKept,
  attachmentNotFound,
  AttachmentOfAnother,
  AttachmentOrderOver,
  reportOfProvider,
  tooManyAttachments,
} from './order-attachment.errors';

/** Files that both sides lay beside an order: what is wanted, raw data, the report. */
@Injectable()
export class OrderAttachments {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly releases: AttachmentReleases,
    private readonly audit: AuditService,
  ) {}

  /** All attachments of an order, the oldest first, with what keeps the actor from opening one. @throws OrderNotFound */
  list(actor: Actor, orderId: string): Promise<Page<OrderAttachmentResponse>> {
    return inTransaction(this.db, async (tx) => {
      const order = await findConversationOrder(tx, orderId);
      const rows = await findAttachments(tx, orderId);
      const reasons = await this.findReasons(tx, actor, { ...order, id: orderId }, rows);
      return { items: rows.map((row) => toOrderAttachmentResponse(row, reasons.get(row.id))) };
    });
  }

  /** Why attachments are held back from the actor, by their ids; asked once for each kind. */
  private async findReasons(
    tx: EntityManager,
    actor: Actor,
    order: ConversationOrder & { id: string },
    rows: readonly AttachmentRow[],
  ): Promise<ReadonlyMap<string, Text>> {
    const reasons = new Map<string, Text>();
    const side = sideOf(actor, order);
    const others = rows.filter((row) => row.organisation_id !== actor.organisationId);
    for (const kind of new Set(others.map((row) => row.kind))) {
      const about = { orderId: order.id, kind, side, isOwn: false };
      const withheld = await this.releases.findWithheld(tx, about);
      if (!withheld) continue;
      for (const { id } of others.filter((row) => row.kind === kind))
        reasons.set(id, withheld.detail);
    }
    return reasons;
  }

  /**
   * Lays an upload of the actor's organisation beside the order.
   *
   * @throws FieldsRefused for a file of others, one that lies there already, one too many or a report of the wrong side (422)
   * @throws AttachmentOrderOver (409), OrderNotFound
   */
  attach(
    actor: Actor,
    orderId: string,
    { fileId, kind }: AttachToOrderRequest,
    { call }: CommandCall,
  ): Promise<OrderAttachmentResponse> {
    return inCommand(this.db, call, async (tx) => {
      const order = await findConversationOrder(tx, orderId, true);
      if (!takesAttachments(order.state)) throw new AttachmentOrderOver();
      const faults = await findFileProblems(this.files, tx, actor.organisationId, {
        '/fileId': fileId,
      });
      if (kind === 'report' && sideOf(actor, order) !== 'provider') faults.push(reportOfProvider());
      const present = await findAttachments(tx, orderId);
      if (present.length >= MOST_ATTACHMENTS) faults.push(tooManyAttachments(MOST_ATTACHMENTS));
      refuse(faults);
      const file = await this.files.get(fileId, tx);
      const id = await insert(tx, actor, orderId, { file, kind });
      await this.record(tx, actor, orderId, 'attach', { attachmentId: id, fileId, kind });
      return toOrderAttachmentResponse(await getAttachment(tx, orderId, id));
    });
  }

  /** An attachment with its bytes. @throws NotFound, OrderNotFound, and what keeps it from being released */
  async open(
    actor: Actor,
    orderId: string,
    id: string,
  ): Promise<{ file: StoredFile; content: Buffer }> {
    const file = await inTransaction(this.db, async (tx) => {
      const order = await findConversationOrder(tx, orderId);
      const { kind, file_id: fileId, ...row } = await getAttachment(tx, orderId, id);
      const isOwn = row.organisation_id === actor.organisationId;
      const side = sideOf(actor, order);
      const withheld = await this.releases.findWithheld(tx, { orderId, kind, side, isOwn });
      if (withheld) throw withheld;
      return acrossOrganisations(tx, () => this.files.get(fileId, tx));
    });
    return { file, content: await this.files.open(file) };
  }

  /**
   * Takes back what the actor attached; that it was there stays on record.
   *
   * @throws AttachmentOfAnother (403), AttachmentKept once somebody relies on it (409), NotFound, OrderNotFound
   */
  remove(actor: Actor, orderId: string, id: string): Promise<void> {
    return inTransaction(this.db, async (tx) => {
      // The lock decides between who removes and who accepts.
      const { state } = await findConversationOrder(tx, orderId, true);
      const { attached_by: author, sha256 } = await getAttachment(tx, orderId, id);
      if (author !== actor.userId) throw new AttachmentOfAnother();
      if (!isRemovable(state, await isReportOfOrder(tx, orderId, sha256)))
        throw new AttachmentKept();
      await tx.query(
        'UPDATE order_attachment SET removed_by = $2, removed_at = app_now() WHERE id = $1',
        [id, actor.userId],
      );
      await this.record(tx, actor, orderId, 'detach', { attachmentId: id });
    });
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    orderId: string,
    action: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `order.${action}`, objectType: 'service_order', objectId: orderId },
      detail,
    });
  }
}

/** @throws FieldsRefused when there is anything to refuse (422) */
function refuse(faults: FieldError[]): void {
  if (faults.length > 0) throw new FieldsRefused(faults);
}

async function insert(
  tx: EntityManager,
  { userId, organisationId }: Actor,
  orderId: string,
  { file, kind }: { file: StoredFile; kind: string },
): Promise<string> {
  const added: { id: string }[] = await tx.query(
    `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (order_id, sha256) WHERE removed_at IS NULL DO NOTHING RETURNING id`,
    [newId(), orderId, file.id, kind, file.sha256, userId, organisationId],
  );
  const [attached] = added;
  if (!attached) throw new FieldsRefused([alreadyAttached(file.id)]);
  return attached.id;
}

async function getAttachment(
  tx: EntityManager,
  orderId: string,
  id: string,
): Promise<AttachmentRow> {
  const attachment = (await findAttachments(tx, orderId)).find((one) => one.id === id);
  if (!attachment) throw attachmentNotFound();
  return attachment;
}
