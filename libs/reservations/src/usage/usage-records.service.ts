import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf } from '@app/common';
import { inCommand, onConstraint } from '@app/database';
import { FileStore } from '@app/files';
import {
  type CommandCall,
  cursorProblem,
  decodeCursor,
  DEFAULT_PAGE,
  isId,
  page,
  type Page,
  requireVersion,
} from '@app/http';
import { type Actor, SecondPersonNeeded } from '@app/identity';
import { enterUse } from './enter-use';
import {
  type CreateUsageRecordRequest,
  type ListUsageRecordsQuery,
  toUsageRecordResponse,
  type UsageRecordResponse,
  type UsageRow,
} from './usage.dto';
import { UsageOverlaps, UsageStateConflict } from './usage.errors';
import { getUsageRecord, listUsageRecords, lockUsageRecord } from './usage.queries';

/** A decision on one record. */
interface Decision extends CommandCall {
  actor: Actor;
  id: string;
}

/** Uses without a reservation, entered by one person of the holder and approved by another. */
@Injectable()
export class UsageRecords {
  constructor(
    private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly audit: AuditService,
  ) {}

  /** @throws FieldsRefused (422), UsageOverlaps (409) */
  create(
    actor: Actor,
    instrumentId: string,
    input: CreateUsageRecordRequest,
    { call }: CommandCall,
  ): Promise<UsageRecordResponse> {
    return inCommand(this.db, call, async (tx) => {
      const entering = { instrumentId, recordedBy: actor.userId };
      const id = await enterUse(tx, this.files, entering, input);
      return this.record(tx, actor, id, 'create');
    });
  }

  /** The records of an instrument, latest first. */
  async list(
    instrumentId: string,
    query: ListUsageRecordsQuery,
  ): Promise<Page<UsageRecordResponse>> {
    const { limit = DEFAULT_PAGE, cursor } = query;
    const after = afterOf(cursor);
    const rows = await listUsageRecords(this.db.manager, instrumentId, query, after, limit);
    return page(
      rows,
      limit,
      (row) => [instantOf(row.starts_at).toISO() ?? '', row.id],
      toUsageRecordResponse,
    );
  }

  /**
   * Makes a draft count, or a record of a reservation that another one stood in the way of.
   *
   * @throws SecondPersonNeeded for who entered it (403), UsageStateConflict, UsageOverlaps (409)
   */
  approve(decision: Decision): Promise<UsageRecordResponse> {
    return this.decide(decision, 'approve', isApprovable, async (tx, { id }) => {
      await tx.query(
        `UPDATE usage_record SET state = 'approved', refusal = NULL, decided_by = $2, decided_at = app_now(),
                version = version + 1 WHERE id = $1`,
        [id, decision.actor.userId],
      );
    });
  }

  /** Takes a record out of every figure; its time is free for another record. */
  reject(decision: Decision, reason: string): Promise<UsageRecordResponse> {
    return this.decide(decision, 'reject', isRejectable, async (tx, { id }) => {
      await tx.query(
        `UPDATE usage_record SET state = 'rejected', refusal = $3, decided_by = $2, decided_at = app_now(),
                version = version + 1 WHERE id = $1`,
        [id, decision.actor.userId, reason],
      );
    });
  }

  private decide(
    { actor, id, ifMatch, call }: Decision,
    action: 'approve' | 'reject',
    isPossible: (row: UsageRow) => boolean,
    change: (tx: EntityManager, row: UsageRow) => Promise<void>,
  ): Promise<UsageRecordResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockUsageRecord(tx, id);
      requireVersion(ifMatch, row.version);
      if (!isPossible(row)) throw new UsageStateConflict(action, row.state);
      if (row.recorded_by === actor.userId) throw new SecondPersonNeeded();
      try {
        await change(tx, row);
      } catch (error) {
        const period = { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
        onConstraint(error, { usage_record_no_overlap: () => new UsageOverlaps(period, null) });
      }
      return this.record(tx, actor, id, action);
    });
  }

  private async record(
    tx: EntityManager,
    actor: Actor,
    id: string,
    step: string,
  ): Promise<UsageRecordResponse> {
    await this.audit.record(tx, {
      ...{ actor, action: `usage-record.${step}` },
      ...{ objectType: 'usage_record', objectId: id },
    });
    return toUsageRecordResponse(await getUsageRecord(tx, id));
  }
}

const isApprovable = ({ state, source }: UsageRow): boolean =>
  state === 'draft' || (state === 'rejected' && source === 'reservation');

const isRejectable = ({ state }: UsageRow): boolean => state !== 'rejected';

function afterOf(cursor: string | undefined): [string, string] | null {
  const [startsAt, id] = decodeCursor(cursor, 2) ?? [];
  if (startsAt === undefined) return null;
  if (!isId(id) || typeof startsAt !== 'string' || Number.isNaN(Date.parse(startsAt)))
    throw cursorProblem(cursor ?? '');
  return [startsAt, id];
}
