import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { type FieldError, FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { InstrumentHistories } from './instrument-history.service';
import type { InstrumentResponse } from './instrument.dto';
import {
  InstrumentChanged,
  InstrumentNotFound,
  InstrumentStateConflict,
} from './instrument.errors';
import {
  findInstrument,
  type InstrumentRow,
  lockInstruments,
  toInstrumentResponse,
} from './instrument.queries';
import {
  type InstrumentStatus,
  nextStatus,
  type SuspensionKind,
  type Transition,
} from './instrument.rules';
import {
  repeatedFields,
  returnInPast,
  submissionFaults,
  successorUnknown,
} from './record/description.rules';
import { draftOf } from './record/instrument-draft';
import { reviewOf, reviewValues } from './review/review-columns';
import type { FieldReason } from './review/review.dto';
import type { Review } from './review/review.rules';
import { Reviews } from './review/reviews.service';
import { Revisions } from './revisions/revisions.service';

/** A step in the life of an instrument that somebody asks for. */
export interface TransitionCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
  transition: Transition;
  /** For the people concerned; required to send back, suspend and retire. */
  reason?: string;
  /** What is wrong field by field, with a return. */
  fields?: readonly FieldReason[] | null;
  suspensionKind?: SuspensionKind | null;
  /** Civil date, with a suspension. */
  expectedReturnOn?: string | null;
  /** Of the same holder, with a retirement. */
  successorId?: string | null;
}

/** What an instrument is after a transition. */
interface Outcome {
  status: InstrumentStatus;
  /** The step that waits now; null unless submitted. */
  review: Review | null;
}

/** Moves instruments through review, listing, suspension and retirement. */
@Injectable()
export class InstrumentLifecycleService {
  constructor(
    private readonly db: DataSource,
    private readonly reviews: Reviews,
    private readonly revisions: Revisions,
    private readonly histories: InstrumentHistories,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Makes one transition by compare-and-set on (status, version), with its history, audit entry and event. An approval
   * leads to the next step of the review, and the last one to the list.
   *
   * @throws InstrumentNotFound when absent (404)
   * @throws OwnInstrument, OtherReviewStep, SecondPersonNeeded for whose step of the review it is not (403)
   * @throws InstrumentStateConflict from a state this cannot be done from, InstrumentChanged for a lost race (409)
   * @throws FieldsRefused when what the review needs is missing, for a return in the past and an unknown successor (422)
   */
  move(command: TransitionCommand): Promise<InstrumentResponse> {
    const { actor, instrumentId, transition } = command;
    return inCommand(this.db, command.call, async (tx) => {
      await requireSuccessor(tx, command);
      const row = await findInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      const { review: waiting } = await this.requirePossible(tx, command, row);
      const outcome = await this.outcomeOf(tx, actor, transition, row);
      const listed = await compareAndSet(tx, row, command, outcome);
      if (outcome.status === 'retired') await this.revisions.close(tx, actor, row);
      await this.histories.record(tx, {
        ...{ actor, instrumentId, action: transition, from: row.status, to: outcome.status },
        ...{ reviewStep: waiting?.step, reason: command.reason },
        returnedFields: command.fields,
      });
      await this.audit.record(tx, {
        ...{ actor, action: `instrument.${transition}` },
        ...{ objectType: 'instrument', objectId: instrumentId },
        detail: detailOf(command, row, outcome, waiting),
      });
      if (listed) await this.outbox.add(tx, 'instrument-changed', { instrumentId });
      // What is booked on it belongs to another lib, which hears of it by the outbox.
      if (outcome.status === 'retired')
        await this.outbox.add(tx, 'instrument-retired', { instrumentId });
      const moved = await findInstrument(tx, instrumentId);
      if (!moved) throw new InstrumentNotFound();
      return toInstrumentResponse(moved);
    });
  }

  /** @returns the step of the review that is taken, if it is one */
  private async requirePossible(
    tx: EntityManager,
    command: TransitionCommand,
    row: InstrumentRow,
  ): Promise<{ review: Review | null }> {
    const { actor, transition } = command;
    if (!nextStatus(row.status, transition))
      throw new InstrumentStateConflict(row.status, transition);
    const review = isReview(transition) ? reviewOf(row) : null;
    if (review) await this.reviews.requireTurn(tx, actor, review, row);
    requireVersion(command.ifMatch, row.version);
    const faults = faultsOf(command, row);
    if (faults.length > 0) throw new FieldsRefused(faults);
    return { review };
  }

  private async outcomeOf(
    tx: EntityManager,
    actor: Actor,
    transition: Transition,
    row: InstrumentRow,
  ): Promise<Outcome> {
    const status = nextStatus(row.status, transition) ?? row.status;
    if (transition === 'submit')
      return { status, review: await this.reviews.begin(tx, actor, row) };
    const waiting = reviewOf(row);
    if (transition !== 'approve' || !waiting) return { status, review: null };
    const review = await this.reviews.pass(tx, waiting, row);
    return { status: review ? row.status : status, review };
  }
}

const isReview = (transition: Transition): boolean =>
  transition === 'approve' || transition === 'return';

/** What the step asks of the record, and what is wrong with what was sent beside it. */
function faultsOf(
  { transition, fields, expectedReturnOn }: TransitionCommand,
  row: InstrumentRow,
): FieldError[] {
  return [
    // A ledger may have left out what the bureau and the platform need.
    ...(transition === 'submit' ? submissionFaults(draftOf(row)) : []),
    ...repeatedFields(fields ?? []),
    ...(expectedReturnOn && expectedReturnOn < row.today
      ? [returnInPast(expectedReturnOn, row.today)]
      : []),
  ];
}

/** Takes both locks in id order: two that name each other as successor wait instead of blocking each other. */
async function requireSuccessor(
  tx: EntityManager,
  { instrumentId, successorId }: TransitionCommand,
): Promise<void> {
  if (!successorId) return;
  const rows = await lockInstruments(tx, [instrumentId, successorId]);
  const [self, successor] = [instrumentId, successorId].map((id) =>
    rows.find((row) => row.id === id),
  );
  const isGood =
    successor !== undefined &&
    successorId !== instrumentId &&
    successor.holder_id === self?.holder_id &&
    successor.status !== 'retired';
  if (!isGood) throw new FieldsRefused([successorUnknown(successorId)]);
}

/** For the trail: reasons are free text and may name people, so they stay in the history. */
const detailOf = (
  { fields, successorId }: TransitionCommand,
  row: InstrumentRow,
  outcome: Outcome,
  waiting: Review | null,
): object => ({
  from: row.status,
  to: outcome.status,
  ...(waiting && { reviewStep: waiting.step }),
  ...(fields?.length && { fields: fields.map(({ field }) => field) }),
  ...(successorId && { successorId }),
});

/** @returns whether the instrument is or was listed, so that others have to hear of it */
async function compareAndSet(
  tx: EntityManager,
  row: InstrumentRow,
  command: TransitionCommand,
  { status, review }: Outcome,
): Promise<boolean> {
  const [rows]: [{ listed: boolean }[], number] = await tx.query(
    `UPDATE instrument
        SET status = $4, status_reason = $5, version = version + 1, updated_at = app_now(),
            listed_at = CASE WHEN $4 = 'listed' THEN coalesce(listed_at, app_now()) ELSE listed_at END,
            returned_fields = $6, review_steps = $7, review_step = $8, review_due_on = $9,
            review_due_provisional = $10, review_submitted_by = $11,
            suspension_kind = $12, expected_return_on = $13, successor_id = $14
      WHERE id = $1 AND status = $2 AND version = $3
      RETURNING listed_at IS NOT NULL AS listed`,
    [
      ...[row.id, row.status, row.version, status, command.reason ?? null],
      JSON.stringify(command.fields ?? []),
      ...reviewValues(review),
      ...[command.suspensionKind ?? null, command.expectedReturnOn ?? null],
      command.successorId ?? null,
    ],
  );
  const [moved] = rows;
  if (!moved) throw new InstrumentChanged();
  return moved.listed;
}
