import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FieldsRefused, instantOf, NotFound } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import { FileStore, type StoredFile } from '@app/files';
import type { CommandCall } from '@app/http';
import { type Actor, findFileProblems } from '@app/identity';
import { AttachmentReleases } from '../attachments/attachment-releases';
import { findConversationOrder, sideOf } from '../messages/message.queries';
import { commandOrder } from '../order-command';
import type { OrderResponse } from '../order.dto';
import { OrderSteps } from '../order-steps';
import type { OrderAction } from '../order.words';
import { OrdersService } from '../orders.service';
import type { ServiceOrder } from '../service-order.entity';
import { OfflineAnswers } from './offline-answers.service';
import type { CompleteOfflineOrderRequest, OfflinePapersRequest } from './offline.dto';
import { paperKept, reportFileMissing, ServiceNotOver } from './offline.errors';
import { OfflineEvidence } from './offline-evidence.entity';
import { OfflineOrder } from './offline-order.entity';
import type { OfflinePaper } from './offline.words';

/** States in which a paper may be replaced; afterwards only a missing one is added. */
const PAPERS_OPEN = ['submitted', 'open'];

/** What the people of both sides do with a filed service, signed in. */
@Injectable()
export class OfflineCourse {
  constructor(
    private readonly db: DataSource,
    private readonly steps: OrderSteps,
    private readonly orders: OrdersService,
    private readonly answers: OfflineAnswers,
    private readonly files: FileStore,
    private readonly releases: AttachmentReleases,
  ) {}

  /** The provider confirms: the order binds and its voucher part is set aside. @throws VoucherInsufficient (422) */
  confirm(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'confirm', (tx, order) =>
      this.answers.confirm(tx, actor, order, 'provider'),
    );
  }

  /** The provider does not render the service. */
  reject(actor: Actor, id: string, reason: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'reject', (tx, order) =>
      this.answers.decline(tx, actor, order, reason),
    );
  }

  /** The user organisation takes its filing back before it binds. */
  withdraw(actor: Actor, id: string, how: CommandCall): Promise<OrderResponse> {
    return this.step(actor, id, how, 'withdraw', (tx, order) =>
      this.steps.take(tx, actor, order, { action: 'withdraw', required: true }),
    );
  }

  /** Either side calls the service off; what the voucher has set aside returns. */
  cancel(
    actor: Actor,
    id: string,
    endedReason: string | null,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'cancel', async (tx) => {
      await tx.getRepository(OfflineOrder).update({ orderId: id }, { endedReason });
      await this.orders.cancel(tx, actor, id);
      return this.steps.lock(tx, id);
    });
  }

  /**
   * The provider states what the service cost, or the user organisation does once it is over, with a report.
   *
   * @throws ServiceNotOver, FieldsRefused without a report or with one of others (422)
   * @throws ContractRequired where the provider asks for a contract that is not there yet (422)
   * @throws FeeAboveQuote for more than was agreed (422)
   */
  complete(
    actor: Actor,
    id: string,
    input: CompleteOfflineOrderRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'complete', async (tx, order) => {
      const isProvider = actor.organisationId === order.providerOrganisationId;
      if (!isProvider) await requireOver(tx, id);
      if (!isProvider && !input.reportFileId) throw reportFileMissing();
      await this.requireOwn(tx, actor, { reportFileId: input.reportFileId });
      const side = isProvider ? 'provider' : 'user';
      return this.answers.complete(tx, actor, id, { ...input, how: side });
    });
  }

  /** Adds contract and report, as a claim asks for them. @throws FieldsRefused for files of others, and those kept (422) */
  keepPapers(
    actor: Actor,
    id: string,
    papers: OfflinePapersRequest,
    how: CommandCall,
  ): Promise<OrderResponse> {
    return this.step(actor, id, how, 'keep-papers', async (tx, order) => {
      const detail = await tx.getRepository(OfflineOrder).findOneByOrFail({ orderId: id });
      await this.requireOwn(tx, actor, papers);
      const given = givenOf(papers);
      const kept = PAPERS_OPEN.includes(order.state) ? [] : given.filter((one) => detail[one]);
      if (kept.length > 0) throw new FieldsRefused(kept.map((one) => paperKept(`/${one}`)));
      const change = Object.fromEntries(given.map((one) => [one, papers[one]]));
      if (given.length === 0) return order;
      await tx.getRepository(OfflineOrder).update({ orderId: id }, change);
      const step = { action: 'keep-papers', detail: change, required: true } as const;
      return this.steps.take(tx, actor, order, step);
    });
  }

  /**
   * A paper of a filed service, whoever of the two sides asks; the latest evidence.
   *
   * @throws NotFound without one; what holds a report of the other side back, such as a payment that is awaited
   */
  async openPaper(
    actor: Actor,
    orderId: string,
    paper: OfflinePaper,
  ): Promise<{ file: StoredFile; content: Buffer }> {
    const file = await inTransaction(this.db, async (tx) => {
      const id = await findPaper(tx, orderId, paper);
      if (!id) throw new NotFound({ zh: '线下服务材料', en: 'paper of an offline service' });
      const kept = await acrossOrganisations(tx, () => this.files.get(id, tx));
      if (paper === 'report') await this.requireReleased(tx, actor, orderId, kept);
      return kept;
    });
    return { file, content: await this.files.open(file) };
  }

  private async requireReleased(
    tx: EntityManager,
    actor: Actor,
    orderId: string,
    { ownerOrganisationId }: StoredFile,
  ): Promise<void> {
    const side = sideOf(actor, await findConversationOrder(tx, orderId));
    const isOwn = ownerOrganisationId === actor.organisationId;
    const withheld = await this.releases.findWithheld(tx, {
      ...{ orderId, kind: 'report', side, isOwn },
    });
    if (withheld) throw withheld;
  }

  private async requireOwn(
    tx: EntityManager,
    { organisationId }: Actor,
    papers: OfflinePapersRequest,
  ): Promise<void> {
    const named = Object.fromEntries(givenOf(papers).map((one) => [`/${one}`, papers[one] ?? '']));
    const problems = await findFileProblems(this.files, tx, organisationId, named);
    if (problems.length > 0) throw new FieldsRefused(problems);
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

/** The papers that a request names. */
const givenOf = (papers: OfflinePapersRequest): ('contractFileId' | 'reportFileId')[] =>
  (['contractFileId', 'reportFileId'] as const).filter((one) => papers[one]);

/** @throws ServiceNotOver before the planned end, by the database's clock (422) */
async function requireOver(tx: EntityManager, orderId: string): Promise<void> {
  const [row]: { ends_at: Date; is_over: boolean }[] = await tx.query(
    'SELECT ends_at, ends_at <= app_now() AS is_over FROM offline_order WHERE order_id = $1',
    [orderId],
  );
  if (row && !row.is_over) throw new ServiceNotOver(instantOf(row.ends_at));
}

async function findPaper(
  tx: EntityManager,
  orderId: string,
  paper: OfflinePaper,
): Promise<string | null> {
  if (paper === 'evidence') {
    const [latest] = await tx
      .getRepository(OfflineEvidence)
      .find({ where: { orderId }, order: { id: 'DESC' }, take: 1 });
    return latest?.fileId ?? null;
  }
  const detail = await tx.getRepository(OfflineOrder).findOneBy({ orderId });
  return (paper === 'contract' ? detail?.contractFileId : detail?.reportFileId) ?? null;
}
