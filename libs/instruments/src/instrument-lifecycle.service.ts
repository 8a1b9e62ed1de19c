import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import type { InstrumentResponse } from './instrument.dto';
import { submissionFaults } from './record/description.rules';
import { draftOf } from './record/instrument-draft';
import {
  InstrumentChanged,
  InstrumentNotFound,
  InstrumentStateConflict,
  OwnInstrument,
} from './instrument.errors';
import { findInstrument, type InstrumentRow, toInstrumentResponse } from './instrument.queries';
import { type InstrumentStatus, nextStatus, type Transition } from './instrument.rules';

/** A step in the life of an instrument that somebody asks for. */
export interface TransitionCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
  transition: Transition;
  /** For the people concerned; required to send back, suspend and retire. */
  reason?: string;
}

const REVIEWS: readonly Transition[] = ['approve', 'return'];

/** Moves instruments through review, listing, suspension and retirement. */
@Injectable()
export class InstrumentLifecycleService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Makes one transition by compare-and-set on (status, version), with its history, audit entry and event.
   *
   * @throws InstrumentNotFound when absent (404)
   * @throws OwnInstrument for a reviewer of the holder's own organisation (403)
   * @throws InstrumentStateConflict from a state this cannot be done from, InstrumentChanged for a lost race (409)
   * @throws FieldsRefused when what the review needs is missing (422)
   */
  move(command: TransitionCommand): Promise<InstrumentResponse> {
    const { actor, instrumentId, transition } = command;
    return inCommand(this.db, command.call, async (tx) => {
      const row = await findInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      if (REVIEWS.includes(transition)) requireOtherHolder(actor, row);
      requireVersion(command.ifMatch, row.version);
      const to = nextStatus(row.status, transition);
      if (!to) throw new InstrumentStateConflict(row.status, transition);
      if (transition === 'submit') requireComplete(row);
      const listed = await compareAndSet(tx, row, to, command.reason);
      await this.record(tx, command, row.status, to);
      if (listed) await this.outbox.add(tx, 'instrument-changed', { instrumentId });
      // What is booked on it belongs to another lib, which hears of it by the outbox.
      if (to === 'retired') await this.outbox.add(tx, 'instrument-retired', { instrumentId });
      const moved = await findInstrument(tx, instrumentId);
      if (!moved) throw new InstrumentNotFound();
      return toInstrumentResponse(moved);
    });
  }

  private async record(
    tx: EntityManager,
    { actor, instrumentId, transition, reason }: TransitionCommand,
    from: InstrumentStatus,
    to: InstrumentStatus,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO instrument_history
         (id, instrument_id, transition, from_status, to_status, reason, actor_id, organisation_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        instrumentId,
        transition,
        from,
        to,
        reason ?? null,
        actor.userId,
        actor.organisationId,
      ],
    );
    await this.audit.record(tx, {
      actor,
      action: `instrument.${transition}`,
      objectType: 'instrument',
      objectId: instrumentId,
      // The reason is free text and may name people: it stays in the history.
      detail: { from, to },
    });
  }
}

/** Nobody reviews what their own organisation holds. @throws OwnInstrument */
function requireOtherHolder(actor: Actor, row: InstrumentRow): void {
  if (row.holder_id === actor.organisationId) throw new OwnInstrument();
}

/** A ledger may have left out what the bureau and the platform need. */
function requireComplete(row: InstrumentRow): void {
  const faults = submissionFaults(draftOf(row));
  if (faults.length > 0) throw new FieldsRefused(faults);
}

/** @returns whether the instrument is or was listed, so that others have to hear of it */
async function compareAndSet(
  tx: EntityManager,
  row: InstrumentRow,
  to: InstrumentStatus,
  reason: string | undefined,
): Promise<boolean> {
  const [rows]: [{ listed: boolean }[], number] = await tx.query(
    `UPDATE instrument
        SET status = $4, status_reason = $5, version = version + 1, updated_at = app_now(),
            listed_at = CASE WHEN $4 = 'listed' THEN coalesce(listed_at, app_now()) ELSE listed_at END
      WHERE id = $1 AND status = $2 AND version = $3
      RETURNING listed_at IS NOT NULL AS listed`,
    [row.id, row.status, row.version, to, reason ?? null],
  );
  const [moved] = rows;
  if (!moved) throw new InstrumentChanged();
  return moved.listed;
}
