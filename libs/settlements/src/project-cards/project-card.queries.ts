import type { EntityManager } from 'typeorm';
import { fen, type Fen, instantOf, isoInZone, subtractFen } from '@app/common';
import type { TransferKind } from './card-transfer.entity';
import type { CardTransferResponse, ProjectCardResponse } from './project-card.dto';
import { ProjectCardNotFound } from './project-card.errors';

/** A row of {@link CARDS_SQL}. */
export interface CardRow {
  id: string;
  number: string;
  title: string;
  owner_id: string;
  charger_ids: string[];
  budget_fen: string;
  spent_fen: string;
  valid_until: string;
  created_at: Date;
  version: number;
}

/** Cards with who may charge them, the alias `card`; a WHERE follows. */
export const CARDS_SQL = `
  SELECT card.id, card.number, card.title, card.owner_id, card.budget_fen, card.spent_fen, card.valid_until::text AS valid_until,
         card.created_at, card.version,
         ARRAY(SELECT user_id FROM project_card_charger WHERE card_id = card.id ORDER BY user_id) AS charger_ids
    FROM project_card card`;

/** @throws ProjectCardNotFound */
export async function getCard(
  tx: EntityManager,
  id: string,
  organisationId: string | null,
): Promise<ProjectCardResponse> {
  const [row]: CardRow[] = await tx.query(
    `${CARDS_SQL} WHERE card.id = $1 AND ($2::uuid IS NULL OR card.organisation_id = $2)`,
    [id, organisationId],
  );
  if (!row) throw new ProjectCardNotFound();
  return toCardResponse(row);
}

export function toCardResponse(row: CardRow): ProjectCardResponse {
  const [budgetFen, spentFen] = [fen(row.budget_fen), fen(row.spent_fen)];
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    ownerId: row.owner_id,
    chargerIds: row.charger_ids,
    ...{ budgetFen, spentFen, leftFen: subtractFen(budgetFen, spentFen) },
    validUntil: row.valid_until,
    createdAt: isoInZone(instantOf(row.created_at)),
    version: row.version,
  };
}

/** A card under its lock. */
export interface LockedCard {
  id: string;
  number: string;
  ownerId: string;
  spentFen: Fen;
  version: number;
}

/** Locks a card of the organisation against transfers and changes. @throws ProjectCardNotFound */
export async function lockCard(
  tx: EntityManager,
  id: string,
  organisationId: string,
): Promise<LockedCard> {
  const [row]: (Omit<LockedCard, 'spentFen'> & { spentFen: string })[] = await tx.query(
    `SELECT id, number, owner_id AS "ownerId", spent_fen AS "spentFen", version FROM project_card
      WHERE id = $1 AND organisation_id = $2 FOR NO KEY UPDATE`,
    [id, organisationId],
  );
  if (!row) throw new ProjectCardNotFound();
  return { ...row, spentFen: fen(row.spentFen) };
}

/** A row of {@link TRANSFERS_SQL}. */
export interface TransferRow {
  id: string;
  kind: TransferKind;
  card_id: string;
  order_id: string;
  order_number: string;
  amount_fen: string;
  reverses_id: string | null;
  reason: string | null;
  created_at: Date;
}

/** Transfers with their orders' numbers, the alias `transfer`; a WHERE follows. */
export const TRANSFERS_SQL = `
  SELECT transfer.*, o.number AS order_number
    FROM card_transfer transfer JOIN service_order o ON o.id = transfer.order_id`;

export const toTransferResponse = (row: TransferRow): CardTransferResponse => ({
  id: row.id,
  kind: row.kind,
  cardId: row.card_id,
  orderId: row.order_id,
  orderNumber: row.order_number,
  amountFen: fen(row.amount_fen),
  reversesId: row.reverses_id,
  reason: row.reason,
  createdAt: isoInZone(instantOf(row.created_at)),
});
