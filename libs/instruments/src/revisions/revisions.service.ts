import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import { inCommand } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  requireVersion,
} from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import type { HistoryAction } from '../instrument-history.entity';
import type { FieldChange } from '../instrument-history.rules';
import { InstrumentHistories } from '../instrument-history.service';
import { InstrumentRegistration } from '../instrument-registration';
import { InstrumentNotFound } from '../instrument.errors';
import { findInstrument, type InstrumentRow, lockInstrument } from '../instrument.queries';
import { descriptionFaults, repeatedFields } from '../record/description.rules';
import { draftOf } from '../record/instrument-draft';
import { reviewOf } from '../review/review-columns';
import type { FieldReason } from '../review/review.dto';
import type { Review } from '../review/review.rules';
import type { ReviewStep } from '../review/review.words';
import { Reviews } from '../review/reviews.service';
import { changeRecord, refusedRecord, requireWhole } from './record-change';
import { RevisionOutdated, RevisionStateConflict } from './revision.errors';
import {
  type ListRevisionsQuery,
  type OpenRevisionResponse,
  type RevisionResponse,
  toOpenRevisionResponse,
  toRevisionResponse,
} from './revision.dto';
import {
  findOpenRevision,
  listOpenRevisions,
  type RevisionRow,
  updateRevision,
} from './revision.queries';
import {
  movedFields,
  OPEN_STATES,
  rebased,
  revisedDraft,
  type RevisionState,
} from './revision.rules';

/** A step of the open revision of an instrument, against the version of it that was read. */
export interface RevisionCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** A locked record with its open revision. */
interface Held {
  row: InstrumentRow;
  open: RevisionRow;
}

/** A step as history and audit tell it. */
interface Told {
  action: HistoryAction;
  reviewStep?: ReviewStep;
  reason?: string;
  returnedFields?: readonly FieldReason[] | null;
  changes?: readonly FieldChange[];
}

/** Takes changes of reviewed fields through their review, while what was reviewed before stays listed. */
@Injectable()
export class Revisions {
  constructor(
    private readonly db: DataSource,
    private readonly reviews: Reviews,
    private readonly registration: InstrumentRegistration,
    private readonly histories: InstrumentHistories,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /** The open revision of an instrument, or that there is none. @throws InstrumentNotFound */
  async get(instrumentId: string): Promise<RevisionResponse> {
    const row = await findInstrument(this.db.manager, instrumentId);
    if (!row) throw new InstrumentNotFound();
    return toRevisionResponse(await findOpenRevision(this.db.manager, instrumentId), row.today);
  }

  /** The open revisions that the actor may read, the newest first. */
  async list(actor: Actor, query: ListRevisionsQuery): Promise<Page<OpenRevisionResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const [after = null] = decodeCursor(query.cursor, 1) ?? [];
    const rows = await listOpenRevisions(this.db.manager, actor, query, { after, limit });
    return page(rows, limit, ({ id }) => [id], toOpenRevisionResponse);
  }

  /**
   * Submits what was proposed, told from what is listed now, to the first step of a review.
   *
   * @throws RevisionStateConflict unless it is proposed or sent back (409), FieldsRefused (422)
   */
  submit(command: RevisionCommand): Promise<RevisionResponse> {
    return this.step(command, ['draft', 'returned'], async (tx, held) => {
      const { row, open } = held;
      const listed = draftOf(row);
      const draft = revisedDraft(listed, open.changes);
      const faults = descriptionFaults(draft);
      if (faults.length > 0) throw new FieldsRefused(faults);
      await requireWhole(tx, row.holder_id, draft.wholeId);
      const review = await this.reviews.begin(tx, command.actor, row);
      const changes = rebased(listed, open.changes);
      const submitted = await updateRevision(tx, open, { state: 'submitted', changes, review });
      await this.tell(tx, command, held, { action: 'revision-submit' });
      return submitted;
    });
  }

  /**
   * Takes the step that waits; the last one puts the changes into the record, and tells the platform.
   *
   * @throws OwnInstrument, OtherReviewStep, SecondPersonNeeded for whose step it is not (403)
   * @throws RevisionStateConflict unless it is under review (409)
   * @throws RevisionOutdated, AssetNumberTaken, FieldsRefused for what is in the way of the last step
   */
  async approve(command: RevisionCommand): Promise<RevisionResponse> {
    let assetNumber = '';
    try {
      return await this.step(command, ['submitted'], async (tx, held) => {
        const review = await this.turnOf(tx, command.actor, held);
        const next = await this.reviews.pass(tx, review, held.row);
        const told = { action: 'revision-approve', reviewStep: review.step } as const;
        if (next) {
          const passed = await updateRevision(tx, held.open, { state: 'submitted', review: next });
          await this.tell(tx, command, held, told);
          return passed;
        }
        assetNumber = revisedDraft(draftOf(held.row), held.open.changes).assetNumber;
        const changes = await this.apply(tx, command, held);
        const approved = await updateRevision(tx, held.open, { state: 'approved' });
        await this.tell(tx, command, held, { ...told, changes });
        return approved;
      });
    } catch (error) {
      refusedRecord(error, assetNumber);
    }
  }

  /** Sends it back with reasons; what is listed stays as it is. Throws as {@link approve}. */
  sendBack(
    command: RevisionCommand,
    reason: string,
    fields?: readonly FieldReason[] | null,
  ): Promise<RevisionResponse> {
    return this.step(command, ['submitted'], async (tx, held) => {
      const { step: reviewStep } = await this.turnOf(tx, command.actor, held);
      const faults = repeatedFields(fields ?? []);
      if (faults.length > 0) throw new FieldsRefused(faults);
      const said = { reason, returnedFields: fields };
      const returned = await updateRevision(tx, held.open, { state: 'returned', ...said });
      await this.tell(tx, command, held, { action: 'revision-return', reviewStep, ...said });
      return returned;
    });
  }

  /** Gives up what was proposed, also while it is reviewed. @throws RevisionStateConflict when there is nothing (409) */
  async withdraw(command: RevisionCommand): Promise<void> {
    await this.step(command, OPEN_STATES, async (tx, held) => {
      const withdrawn = await updateRevision(tx, held.open, { state: 'withdrawn' });
      await this.tell(tx, command, held, { action: 'revision-withdraw' });
      return withdrawn;
    });
  }

  /** Gives up what is open of a locked record that is being retired. */
  async close(tx: EntityManager, actor: Actor, row: InstrumentRow): Promise<void> {
    const open = await findOpenRevision(tx, row.id);
    if (!open) return;
    await updateRevision(tx, open, { state: 'withdrawn' });
    const command = { actor, instrumentId: row.id };
    await this.tell(tx, command, { row, open }, { action: 'revision-withdraw' });
  }

  /** Does one step under the lock of the instrument, which every change of its revision takes. */
  private step(
    { instrumentId, ifMatch, call }: RevisionCommand,
    from: readonly RevisionState[],
    work: (tx: EntityManager, held: Held) => Promise<RevisionRow>,
  ): Promise<RevisionResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      const open = await findOpenRevision(tx, instrumentId);
      if (!open || !from.includes(open.state)) throw new RevisionStateConflict(stateOf(open));
      requireVersion(ifMatch, open.version);
      return toRevisionResponse(await work(tx, { row, open }), row.today);
    });
  }

  /** The step that waits, when it is the actor's to take. */
  private async turnOf(tx: EntityManager, actor: Actor, { row, open }: Held): Promise<Review> {
    const review = reviewOf(open);
    if (!review) throw new RevisionStateConflict(stateOf(open));
    await this.reviews.requireTurn(tx, actor, review, row);
    return review;
  }

  private async apply(
    tx: EntityManager,
    { actor, instrumentId }: RevisionCommand,
    { row, open }: Held,
  ): Promise<FieldChange[]> {
    const listed = draftOf(row);
    const moved = movedFields(listed, open.changes);
    if (moved.length > 0) throw new RevisionOutdated(moved);
    const draft = revisedDraft(listed, open.changes);
    const faults = descriptionFaults(draft);
    if (faults.length > 0) throw new FieldsRefused(faults);
    await requireWhole(tx, row.holder_id, draft.wholeId);
    const changes = await changeRecord(tx, row, draft, await this.registration.calendar(tx));
    await this.audit.record(tx, {
      ...{ actor, action: 'instrument.revise' },
      ...{ objectType: 'instrument', objectId: instrumentId },
      detail: { fields: changes.map(({ field }) => field) },
    });
    await this.outbox.add(tx, 'instrument-changed', { instrumentId });
    return changes;
  }

  private async tell(
    tx: EntityManager,
    { actor, instrumentId }: RevisionCommand,
    { row, open }: Held,
    told: Told,
  ): Promise<void> {
    const { status } = row;
    await this.histories.record(tx, { actor, instrumentId, from: status, to: status, ...told });
    await this.audit.record(tx, {
      ...{ actor, action: told.action.replace('revision-', 'instrument-revision.') },
      ...{ objectType: 'instrument_revision', objectId: open.id },
      detail: {
        ...{ instrumentId, fields: open.changes.map(({ field }) => field) },
        ...(told.reviewStep && { reviewStep: told.reviewStep }),
      },
    });
  }
}

const stateOf = (open: RevisionRow | undefined) =>
  OPEN_STATES.find((state) => state === open?.state) ?? 'none';
