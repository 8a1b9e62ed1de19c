import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '@app/common';
import { decodeCursor, DEFAULT_PAGE, page, type Page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import {
  type HistoryEntryResponse,
  type HistoryRow,
  toHistoryEntryResponse,
} from './instrument-history.dto';
import type { HistoryAction } from './instrument-history.entity';
import type { FieldChange } from './instrument-history.rules';
import type { InstrumentStatus } from './instrument.rules';
import type { FieldReason } from './review/review.dto';
import type { ReviewStep } from './review/review.words';

/** One thing that was done to an instrument. */
export interface HistoryEntry {
  actor: Pick<Actor, 'userId' | 'organisationId'>;
  instrumentId: string;
  action: HistoryAction;
  from: InstrumentStatus;
  to: InstrumentStatus;
  reviewStep?: ReviewStep | null;
  reason?: string | null;
  returnedFields?: readonly FieldReason[] | null;
  changes?: readonly FieldChange[];
}

/** The history of instruments: what was done, by whom and why, and what it changed. */
@Injectable()
export class InstrumentHistories {
  constructor(private readonly db: DataSource) {}

  /** Writes an entry in the transaction of what it tells. */
  async record(tx: EntityManager, entry: HistoryEntry): Promise<void> {
    const { actor, instrumentId, action, from, to, reviewStep, reason } = entry;
    await tx.query(
      `INSERT INTO instrument_history
         (id, instrument_id, transition, from_status, to_status, review_step, reason, returned_fields, changes,
          actor_id, organisation_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[newId(), instrumentId, action, from, to, reviewStep ?? null, reason ?? null],
        ...[JSON.stringify(entry.returnedFields ?? []), JSON.stringify(entry.changes ?? [])],
        ...[actor.userId, actor.organisationId],
      ],
    );
  }

  /** What was done to one instrument, the newest first. */
  async list(instrumentId: string, query: PageQuery): Promise<Page<HistoryEntryResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const [after = null] = decodeCursor(query.cursor, 1) ?? [];
    const rows: HistoryRow[] = await this.db.query(
      `SELECT h.*, u.display_name AS actor_name, o.name_zh AS organisation_name_zh
         FROM instrument_history h JOIN app_user u ON u.id = h.actor_id
         JOIN organisation o ON o.id = h.organisation_id
        WHERE h.instrument_id = $1 AND ($2::uuid IS NULL OR h.id < $2)
        ORDER BY h.id DESC LIMIT $3`,
      [instrumentId, after, limit + 1],
    );
    return page(rows, limit, ({ id }) => [id], toHistoryEntryResponse);
  }
}
