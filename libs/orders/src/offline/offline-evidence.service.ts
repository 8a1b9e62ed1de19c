import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FieldsRefused, instantOf, newId } from '@app/common';
import { FileStore } from '@app/files';
import type { CommandCall } from '@app/http';
import { type Actor, findFileProblems, SecondPersonNeeded } from '@app/identity';
import { Outbox } from '@app/messaging';
import { commandOrder } from '../order-command';
import type { OrderResponse } from '../order.dto';
import { OrderSteps } from '../order-steps';
import type { OrderAction } from '../order.words';
import type { ServiceOrder } from '../service-order.entity';
import { OfflineAnswers } from './offline-answers.service';
import type { ProvideEvidenceRequest } from './offline.dto';
import { ProviderNotSilentYet } from './offline.errors';
import { EVIDENCE_DAYS } from './offline.rules';
import type { EvidenceDecision } from './offline.words';

/** Papers that stand in for a silent provider (替代证明): the user organisation hands them in, a reviewer decides. */
@Injectable()
export class OfflineEvidences {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly answers: OfflineAnswers,
    private readonly files: FileStore,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Hands papers in for a provider that has been silent for {@link EVIDENCE_DAYS} days.
   *
   * @throws ProviderNotSilentYet before that, FieldsRefused for a file of others (422)
   */
  provide(
    actor: Actor,
    id: string,
    { fileId, reason }: ProvideEvidenceRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'provide-evidence', async (tx, order) => {
      await requireSilence(tx, id);
      const named = { '/fileId': fileId };
      const problems = await findFileProblems(this.files, tx, actor.organisationId, named);
      if (problems.length > 0) throw new FieldsRefused(problems);
      const evidenceId = newId();
      await tx.query(
        'INSERT INTO offline_evidence (id, order_id, file_id, reason, provided_by) VALUES ($1, $2, $3, $4, $5)',
        [evidenceId, id, fileId, reason, actor.userId],
      );
      await this.outbox.add(tx, 'mail-requested', { mail: 'offline-evidence', objectId: id });
      return this.take(tx, actor, order, 'provide-evidence', evidenceId);
    });
  }

  /**
   * A reviewer takes the papers for the provider's confirmation: the order binds.
   *
   * @throws SecondPersonNeeded for whoever handed them in, and for anybody of either side (403)
   */
  accept(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'accept-evidence', async (tx, order) => {
      await decide(tx, actor, order, 'accepted', null);
      return this.answers.confirm(tx, actor, order, 'evidence');
    });
  }

  /** Asks for better papers (退回补正). @throws SecondPersonNeeded as for {@link accept} (403) */
  sendBack(actor: Actor, id: string, reason: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'return-evidence', async (tx, order) => {
      const evidenceId = await decide(tx, actor, order, 'returned', reason);
      return this.take(tx, actor, order, 'return-evidence', evidenceId);
    });
  }

  private take(
    tx: EntityManager,
    actor: Actor,
    order: ServiceOrder,
    action: OrderAction,
    evidenceId: string,
  ): Promise<ServiceOrder> {
    return this.steps.take(tx, actor, order, { action, detail: { evidenceId }, required: true });
  }

  private step(
    actor: Actor,
    id: string,
    how: CommandCall,
    action: OrderAction,
    effect: (tx: EntityManager, order: ServiceOrder) => Promise<ServiceOrder>,
  ): Promise<OrderResponse> {
    const command = { actor, id, how, action, kind: 'offline' } as const;
    return commandOrder(this.db, this.steps, command, effect);
  }
}

/** Counted from the filing, when the provider was asked first, by the database's clock. */
async function requireSilence(tx: EntityManager, orderId: string): Promise<void> {
  const [row]: { silent_from: Date; is_silent: boolean }[] = await tx.query(
    `SELECT created_at + make_interval(days => $2) AS silent_from,
            created_at + make_interval(days => $2) <= app_now() AS is_silent
       FROM service_order WHERE id = $1`,
    [orderId, EVIDENCE_DAYS],
  );
  if (row && !row.is_silent) throw new ProviderNotSilentYet(instantOf(row.silent_from));
}

/** Maker and checker are two persons, and no side judges its own papers. @returns the id of the evidence */
async function decide(
  tx: EntityManager,
  { userId, organisationId }: Actor,
  { id, userOrganisationId, providerOrganisationId }: ServiceOrder,
  decision: EvidenceDecision,
  reason: string | null,
): Promise<string> {
  if ([userOrganisationId, providerOrganisationId].includes(organisationId))
    throw new SecondPersonNeeded();
  const [decided]: [{ id: string; provided_by: string }[], number] = await tx.query(
    `UPDATE offline_evidence SET decision = $2, decided_by = $3, decided_at = app_now(), decision_reason = $4
      WHERE order_id = $1 AND decision IS NULL AND provided_by <> $3 RETURNING id`,
    [id, decision, userId, reason],
  );
  if (!decided[0]) throw new SecondPersonNeeded();
  return decided[0].id;
}
