import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { NotFound } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { RECORD_KINDS } from './platform-record';
import { readRecordNames } from './records.queries';
import { SyncItem } from './sync-item.entity';
import { SyncRun } from './sync-run.entity';
import { insertManualRun } from './sync-run.queries';
import {
  type CreateSyncRunRequest,
  type ListSyncItemsQuery,
  type SyncItemResponse,
  type SyncRunResponse,
  toSyncItemResponse,
  toSyncRunResponse,
} from './sync.dto';
import { RecordAccepted } from './sync.errors';

/** What a person may see and ask for; the work itself is done by the worker. */
@Injectable()
export class SyncService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** Asks for a run; it waits while another is under way. */
  async createRun(
    actor: Actor,
    input: CreateSyncRunRequest,
    call?: IdempotentCall,
  ): Promise<SyncRunResponse> {
    return inCommand(this.db, call, async (tx) => {
      const runId = await insertManualRun(tx, input.scope, actor.userId);
      await this.outbox.add(tx, 'sync-run-requested', { runId });
      await this.audit.record(tx, {
        actor,
        action: 'sync.create-run',
        objectType: 'sync_run',
        objectId: runId,
        detail: { scope: input.scope },
      });
      return toSyncRunResponse(await this.findRun(tx, runId));
    });
  }

  /** Runs, newest first. */
  async listRuns(query: PageQuery): Promise<Page<SyncRunResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const before = decodeCursor(query.cursor, 1)?.[0];
    const find = this.db
      .getRepository(SyncRun)
      .createQueryBuilder('r')
      .orderBy('r.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) find.where('r.id < :before', { before });
    const toItem = (run: SyncRun) => toSyncRunResponse(run);
    return page(await find.getMany(), limit, (run) => [run.id], toItem);
  }

  /** One run with its counts. @throws NotFound */
  async getRun(id: string): Promise<SyncRunResponse> {
    return toSyncRunResponse(await this.findRun(this.db.manager, id));
  }

  /** Records by the state they are in at the platform, oldest first. */
  async listItems(query: ListSyncItemsQuery): Promise<Page<SyncItemResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const after = decodeCursor(query.cursor, 1)?.[0];
    const find = this.db
      .getRepository(SyncItem)
      .createQueryBuilder('i')
      .orderBy('i.id')
      .limit(limit + 1);
    if (after !== undefined) find.andWhere('i.id > :after', { after });
    if (query.state) find.andWhere('i.state = :state', { state: query.state });
    if (query.runId) find.andWhere('i.lastRunId = :runId', { runId: query.runId });
    const items = await find.getMany();
    const names = await this.namesOf(this.db.manager, items);
    const toItem = (item: SyncItem) => toSyncItemResponse(item, names.get(item.recordId) ?? null);
    return page(items, limit, (item) => [item.id], toItem);
  }

  /**
   * Puts a record back in the queue; it goes out within a minute in its present state.
   *
   * @throws RecordAccepted when the platform holds this content already (409)
   */
  async resend(actor: Actor, id: string, call?: IdempotentCall): Promise<SyncItemResponse> {
    return inCommand(this.db, call, async (tx) => {
      const items = tx.getRepository(SyncItem);
      const item = await items.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!item) throw new NotFound({ zh: '上报记录', en: 'sync item' });
      if (item.state === 'accepted') throw new RecordAccepted();
      await items.update({ id }, { state: 'queued', attempts: 0 });
      await this.announce(tx, item);
      await this.audit.record(tx, {
        actor,
        action: 'sync.resend',
        objectType: 'sync_item',
        objectId: id,
        detail: { recordKind: item.recordKind, recordId: item.recordId, from: item.state },
      });
      const names = await this.namesOf(tx, [item]);
      const queued = await items.findOneByOrFail({ id });
      return toSyncItemResponse(queued, names.get(item.recordId) ?? null);
    });
  }

  private announce(tx: EntityManager, { recordKind, recordId }: SyncItem): Promise<void> {
    return recordKind === 'instrument'
      ? this.outbox.add(tx, 'instrument-changed', { instrumentId: recordId })
      : this.outbox.add(tx, 'service-completed', { orderId: recordId });
  }

  private async findRun(tx: EntityManager, id: string): Promise<SyncRun> {
    const run = await tx.getRepository(SyncRun).findOneBy({ id });
    if (!run) throw new NotFound({ zh: '上报批次', en: 'sync run' });
    return run;
  }

  private async namesOf(tx: EntityManager, items: SyncItem[]): Promise<Map<string, string>> {
    const names = new Map<string, string>();
    for (const kind of RECORD_KINDS) {
      const ids = items.filter((item) => item.recordKind === kind).map((item) => item.recordId);
      if (ids.length === 0) continue;
      for (const [id, name] of await readRecordNames(tx, kind, ids)) names.set(id, name);
    }
    return names;
  }
}
