import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import type { HistoryAction } from './instrument-history.entity';
import type { InstrumentStatus } from './instrument.rules';
import type { FieldReason } from './review/review.dto';
import type { ReviewStep } from './review/review.words';

/** One thing that was done to an instrument. */
export interface HistoryEntry {
  actor: Pick<Actor, 'userId' | 'organisationId'>;
  instrumentId: string;
  action: HistoryAction;
  from: InstrumentStatus | null;
  to: InstrumentStatus;
  reviewStep?: ReviewStep | null;
  reason?: string | null;
  returnedFields?: readonly FieldReason[];
}

/** The history of instruments: what was done, by whom, why. */
@Injectable()
export class InstrumentHistories {
  /** Writes an entry in the transaction of what it tells. */
  async record(tx: EntityManager, entry: HistoryEntry): Promise<void> {
    const { actor, instrumentId, action, from, to, reviewStep, reason, returnedFields } = entry;
    await tx.query(
      `INSERT INTO instrument_history
         (id, instrument_id, transition, from_status, to_status, review_step, reason, returned_fields, actor_id, organisation_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        ...[newId(), instrumentId, action, from, to, reviewStep ?? null, reason ?? null],
        ...[JSON.stringify(returnedFields ?? []), actor.userId, actor.organisationId],
      ],
    );
  }
}
