import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  type Page,
  page,
  type PageQuery,
  requireVersion,
} from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { amountRefused } from '../settlement.errors';
import type { ProjectCardResponse, PutProjectCard } from './project-card.dto';
import { notMembers, ProjectCardNumberTaken } from './project-card.errors';
import { type CardRow, CARDS_SQL, getCard, lockCard, toCardResponse } from './project-card.queries';

/** Project cards (课题经费卡) of an organisation: what they hold and who may charge them. */
@Injectable()
export class ProjectCards {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProjectCardNumberTaken (409), FieldsRefused for who is no member (422) */
  create(actor: Actor, body: PutProjectCard, { call }: CommandCall): Promise<ProjectCardResponse> {
    return inCommand(this.db, call, async (tx) => {
      await requireMembers(tx, actor, body);
      const id = newId();
      await tx
        .query(
          `INSERT INTO project_card (id, organisation_id, number, title, owner_id, budget_fen, valid_until)
           VALUES ($1, $2, $3, $4, $5, $6, $7)`,
          [
            ...[id, actor.organisationId, body.number, body.title, body.ownerId],
            ...[body.budgetFen, body.validUntil],
          ],
        )
        .catch((error) => onTaken(error, body.number));
      await putChargers(tx, id, body.chargerIds);
      await this.tell(tx, actor, 'create', id, body);
      return getCard(tx, id, actor.organisationId);
    });
  }

  /**
   * Replaces what the card says; what is spent stays.
   *
   * @throws ProjectCardNotFound (404), ProjectCardNumberTaken (409), VersionConflict (412)
   * @throws AmountRefused for a budget below what is spent, FieldsRefused for who is no member (422)
   */
  put(
    actor: Actor,
    id: string,
    body: PutProjectCard,
    { call, ifMatch }: CommandCall,
  ): Promise<ProjectCardResponse> {
    return inCommand(this.db, call, async (tx) => {
      // Under the lock, so that no transfer changes what is spent before the budget is compared with it.
      const { spentFen, version } = await lockCard(tx, id, actor.organisationId);
      requireVersion(ifMatch, version);
      if (body.budgetFen < spentFen) {
        const asked = { availableFen: body.budgetFen, askedFen: spentFen };
        throw amountRefused('project_card_budget_below_spent', { objectId: id, ...asked });
      }
      await requireMembers(tx, actor, body);
      await tx
        .query(
          `UPDATE project_card SET number = $2, title = $3, owner_id = $4, budget_fen = $5, valid_until = $6,
                  version = version + 1 WHERE id = $1`,
          [id, body.number, body.title, body.ownerId, body.budgetFen, body.validUntil],
        )
        .catch((error) => onTaken(error, body.number));
      await putChargers(tx, id, body.chargerIds);
      await this.tell(tx, actor, 'update', id, body);
      return getCard(tx, id, actor.organisationId);
    });
  }

  /** @throws ProjectCardNotFound */
  get(id: string): Promise<ProjectCardResponse> {
    return getCard(this.db.manager, id, null);
  }

  /** Cards the actor may open, the newest first. */
  async list(
    actor: Actor,
    { limit = DEFAULT_PAGE, cursor }: PageQuery,
  ): Promise<Page<ProjectCardResponse>> {
    const { everything, organisationId } = reachOf(actor, 'projectCards.get');
    const before = decodeCursor(cursor, 1)?.[0] ?? null;
    const rows: CardRow[] = await this.db.query(
      `${CARDS_SQL} WHERE ($1::boolean OR card.organisation_id = $2) AND ($3::uuid IS NULL OR card.id < $3)
        ORDER BY card.id DESC LIMIT $4`,
      [everything, organisationId, before, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toCardResponse);
  }

  private tell(
    tx: EntityManager,
    actor: Actor,
    verb: 'create' | 'update',
    objectId: string,
    { budgetFen, validUntil, ownerId, chargerIds = [] }: PutProjectCard,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `project-card.${verb}`, objectType: 'project_card', objectId },
      detail: { budgetFen, validUntil, ownerId, chargerIds },
    });
  }
}

const onTaken = (error: unknown, number: string): never =>
  onConstraint(error, { project_card_number_taken: () => new ProjectCardNumberTaken(number) });

/** Who is not of the organisation answers as who does not exist. @throws FieldsRefused (422) */
async function requireMembers(
  tx: EntityManager,
  { organisationId }: Actor,
  { ownerId, chargerIds = [] }: PutProjectCard,
): Promise<void> {
  const rows: { id: string }[] = await tx.query(
    `SELECT u.id FROM app_user u WHERE u.id = ANY ($1) AND u.active AND u.kind = 'person'
        AND EXISTS (SELECT FROM membership m WHERE m.user_id = u.id AND m.organisation_id = $2)`,
    [[ownerId, ...chargerIds], organisationId],
  );
  const members = new Set(rows.map(({ id }) => id));
  const named = [
    ['/ownerId', ownerId] as const,
    ...chargerIds.map((id, at) => [`/chargerIds/${at}`, id] as const),
  ];
  const strangers = named.filter(([, id]) => !members.has(id)).map(([pointer]) => pointer);
  if (strangers.length > 0) throw notMembers(strangers);
}

async function putChargers(
  tx: EntityManager,
  cardId: string,
  chargerIds: readonly string[] = [],
): Promise<void> {
  await tx.query('DELETE FROM project_card_charger WHERE card_id = $1 AND user_id <> ALL ($2)', [
    cardId,
    chargerIds,
  ]);
  await tx.query(
    `INSERT INTO project_card_charger (card_id, user_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
    [cardId, chargerIds],
  );
}
