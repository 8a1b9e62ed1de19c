import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { fen, type Fen, newId } from '@app/common';
import { constraintOf, inCommand } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import { OrderNotBillable, refuseAmount } from '../settlement.errors';
import type { TransferKind } from './card-transfer.entity';
import type { CardTransferResponse, ChargeCard, ReverseTransfer } from './project-card.dto';
import {
  orderNotInHouse,
  ProjectCardExpired,
  ProjectCardNotYours,
  TransferReversedTwice,
  transferUnknown,
} from './project-card.errors';
import {
  getCard,
  lockCard,
  type LockedCard,
  toTransferResponse,
  type TransferRow,
  TRANSFERS_SQL,
} from './project-card.queries';

/** One transfer to post. */
interface NewTransfer {
  kind: TransferKind;
  cardId: string;
  orderId: string;
  amountFen: Fen;
  reversesId?: string;
  reason?: string;
}

/** Internal transfers (内部转账) from project cards: how in-house orders are paid, instead of invoice and receipt. */
@Injectable()
export class CardTransfers {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /**
   * Pays a part of an in-house order from the card.
   *
   * @throws ProjectCardNotFound (404)
   * @throws ProjectCardNotYours for who is neither its owner nor named on it, ProjectCardExpired, OrderNotBillable,
   * AmountRefused above what the card has left or what is open, FieldsRefused for an order that is not in-house (422)
   */
  charge(
    actor: Actor,
    cardId: string,
    { orderId, amountFen }: ChargeCard,
    { call }: CommandCall,
  ): Promise<CardTransferResponse> {
    return inCommand(this.db, call, async (tx) => {
      const card = await lockCard(tx, cardId, actor.organisationId);
      await requireCharger(tx, actor, card);
      await requireInHouse(tx, actor, orderId);
      return this.post(tx, actor, { kind: 'charge', cardId, orderId, amountFen });
    });
  }

  /**
   * Takes one transfer back as a whole: the card has its money again, and the order is open by it.
   *
   * @throws ProjectCardNotFound (404), TransferReversedTwice (409), FieldsRefused for a transfer of another card (422)
   */
  reverse(
    actor: Actor,
    cardId: string,
    { transferId, reason }: ReverseTransfer,
    { call }: CommandCall,
  ): Promise<CardTransferResponse> {
    return inCommand(this.db, call, async (tx) => {
      await lockCard(tx, cardId, actor.organisationId);
      const [done]: { orderId: string; amountFen: string }[] = await tx.query(
        `SELECT order_id AS "orderId", amount_fen AS "amountFen" FROM card_transfer
          WHERE id = $1 AND card_id = $2 AND kind = 'charge'`,
        [transferId, cardId],
      );
      if (!done) throw transferUnknown();
      const amountFen = fen(done.amountFen);
      const reversal = { reversesId: transferId, reason, cardId, orderId: done.orderId, amountFen };
      return this.post(tx, actor, { kind: 'reversal', ...reversal });
    });
  }

  /** Transfers of a card, the newest first. @throws ProjectCardNotFound (404) */
  async list(
    cardId: string,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<CardTransferResponse>> {
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    await getCard(this.db.manager, cardId, null);
    const rows: TransferRow[] = await this.db.query(
      `${TRANSFERS_SQL} WHERE transfer.card_id = $1 AND ($2::uuid IS NULL OR transfer.id < $2)
        ORDER BY transfer.id DESC LIMIT $3`,
      [cardId, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toTransferResponse);
  }

  private async post(
    tx: EntityManager,
    actor: Actor,
    { kind, cardId, orderId, amountFen, reversesId, reason }: NewTransfer,
  ): Promise<CardTransferResponse> {
    const id = newId();
    await tx
      .query(
        `INSERT INTO card_transfer (id, kind, card_id, order_id, amount_fen, reverses_id, reason, actor_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[id, kind, cardId, orderId, amountFen, reversesId ?? null],
          ...[reason ?? null, actor.userId],
        ],
      )
      .catch(refuseTransfer);
    await this.audit.record(tx, {
      ...{ actor, action: `project-card.${kind}`, objectType: 'project_card', objectId: cardId },
      detail: { orderId, amountFen, ...(reversesId && { reversesId }) },
    });
    const [row]: TransferRow[] = await tx.query(`${TRANSFERS_SQL} WHERE transfer.id = $1`, [id]);
    if (!row) throw transferUnknown();
    return toTransferResponse(row);
  }
}

function refuseTransfer(error: unknown): never {
  if (constraintOf(error) === 'card_transfer_reversed_twice') throw new TransferReversedTwice();
  if (constraintOf(error) === 'project_card_expired') throw new ProjectCardExpired();
  return refuseAmount(error);
}

/** @throws ProjectCardNotYours for who is neither its owner nor named on it (422) */
async function requireCharger(
  tx: EntityManager,
  { userId }: Actor,
  { id, number, ownerId }: LockedCard,
): Promise<void> {
  if (userId === ownerId) return;
  const named: unknown[] = await tx.query(
    'SELECT FROM project_card_charger WHERE card_id = $1 AND user_id = $2',
    [id, userId],
  );
  if (named.length === 0) throw new ProjectCardNotYours(number);
}

/** An order that the actor's organisation serves to itself. @throws FieldsRefused, OrderNotBillable (422) */
async function requireInHouse(
  tx: EntityManager,
  { organisationId }: Actor,
  orderId: string,
): Promise<void> {
  const [order]: { open: boolean }[] = await tx.query(
    `SELECT account.order_id IS NOT NULL AS open
       FROM service_order o LEFT JOIN order_account account ON account.order_id = o.id
      WHERE o.id = $1 AND o.user_organisation_id = $2 AND o.provider_organisation_id = $2`,
    [orderId, organisationId],
  );
  if (!order) throw orderNotInHouse();
  if (!order.open) throw new OrderNotBillable(orderId);
}
