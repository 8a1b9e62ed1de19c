import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused } from '@app/common';
import type { Actor } from '@app/identity';
import type { InstrumentRow } from '../instrument.queries';
import { descriptionFaults } from '../record/description.rules';
import { draftOf, type InstrumentDraft, type withChanges } from '../record/instrument-draft';
import { requireFreeAssetNumber, requireWhole } from './record-change';
import {
  findOpenRevision,
  insertRevision,
  type RevisionRow,
  updateRevision,
} from './revision.queries';
import { RevisionUnderReview } from './revision.errors';
import { isSameRevision, type RevisedField, revisedDraft, splitChange } from './revision.rules';
import type { ReviewedField } from './reviewed-fields';

/** What came of a change of a listed instrument. */
export interface Proposal {
  /** The description with what applies at once. */
  applied: InstrumentDraft;
  /** Reviewed fields that wait in the open revision. */
  pendingFields: ReviewedField[];
}

/** Keeps back what a change of a listed instrument must have reviewed. */
@Injectable()
export class RevisionProposals {
  constructor(private readonly audit: AuditService) {}

  /**
   * Puts the reviewed fields into the one open revision of a locked record; setting all of them back withdraws it.
   *
   * @throws RevisionUnderReview when that revision is with its reviewers (409)
   * @throws FieldsRefused, AssetNumberTaken when it could not be approved as it is
   */
  async propose(
    tx: EntityManager,
    actor: Actor,
    row: InstrumentRow,
    sent: Parameters<typeof withChanges>[1],
  ): Promise<Proposal> {
    const open = await findOpenRevision(tx, row.id);
    const before = open?.changes ?? [];
    const { applied, revised } = splitChange(draftOf(row), before, sent);
    const faults = descriptionFaults(revisedDraft(applied, revised));
    if (faults.length > 0) throw new FieldsRefused(faults);
    const pendingFields = revised.map(({ field }) => field);
    if (isSameRevision(before, revised)) return { applied, pendingFields };
    if (open?.state === 'submitted') throw new RevisionUnderReview(pendingFields);
    await requireAcceptable(tx, row, revised);
    const id = await keep(tx, actor, { row, open, revised });
    await this.audit.record(tx, {
      ...{ actor, action: 'instrument-revision.propose' },
      ...{ objectType: 'instrument_revision', objectId: id },
      detail: { instrumentId: row.id, fields: pendingFields },
    });
    return { applied, pendingFields };
  }
}

/** Other instruments may stand in the way: better said now than by a reviewer. */
async function requireAcceptable(
  tx: EntityManager,
  row: InstrumentRow,
  revised: readonly RevisedField[],
): Promise<void> {
  const wanted = revisedDraft(draftOf(row), revised);
  if (wanted.assetNumber !== draftOf(row).assetNumber)
    await requireFreeAssetNumber(tx, row, wanted.assetNumber);
  await requireWhole(tx, row.holder_id, wanted.wholeId);
}

/** @returns the id of the revision */
async function keep(
  tx: EntityManager,
  actor: Actor,
  { row, open, revised }: { row: InstrumentRow; open?: RevisionRow; revised: RevisedField[] },
): Promise<string> {
  if (!open) return insertRevision(tx, actor, row.id, revised);
  // What is wanted back as it was needs no review; the revision keeps what it was about.
  const step =
    revised.length === 0
      ? ({ state: 'withdrawn' } as const)
      : {
          ...{ state: open.state, changes: revised, reason: open.reason },
          returnedFields: open.returned_fields,
        };
  await updateRevision(tx, open, step);
  return open.id;
}
