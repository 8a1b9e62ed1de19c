import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { FieldsRefused, newId } from '@app/common';
import { inCommand } from '@app/database';
import { type CommandCall, requireVersion } from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import { WorkCalendarService } from '@app/work-calendar';
import { InstrumentNotFound } from '../instrument.errors';
import { dutyOf } from '../instrument-registration';
import { type InstrumentRow, lockInstrument } from '../instrument.queries';
import { draftOf } from '../record/instrument-draft';
import { OwnInstrument } from '../review/review.errors';
import { type DecideUseRequest, type DutyResponse, toDutyResponse } from './duty.dto';
import { findDuty } from './duty-facts';

/** What the bureau decides about one instrument. */
interface DecideCommand extends CommandCall {
  actor: Actor;
  instrumentId: string;
}

/** The bureau's decisions about sets that were not bought for research. */
@Injectable()
export class UseDecisions {
  constructor(
    private readonly db: DataSource,
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Obliges the holder to share a set not bought for research, or takes that back; the duty is judged anew.
   *
   * @throws InstrumentNotFound, VersionConflict
   * @throws OwnInstrument for a reviewer of the holder's own organisation (403)
   * @throws FieldsRefused for a research instrument, on which there is nothing to decide (422)
   */
  decide(
    { actor, instrumentId, ifMatch, call }: DecideCommand,
    { obliged, reason }: DecideUseRequest,
  ): Promise<DutyResponse> {
    return inCommand(this.db, call, async (tx) => {
      const row = await lockInstrument(tx, instrumentId);
      if (!row) throw new InstrumentNotFound();
      if (row.holder_id === actor.organisationId) throw new OwnInstrument();
      requireVersion(ifMatch, row.version);
      await this.apply(tx, row, obliged);
      await tx.query(
        `INSERT INTO use_decision (id, instrument_id, obliged, reason, decided_by) VALUES ($1, $2, $3, $4, $5)`,
        [newId(), instrumentId, obliged, reason, actor.userId],
      );
      if (row.listed_at !== null) await this.outbox.add(tx, 'instrument-changed', { instrumentId });
      await this.audit.record(tx, {
        actor,
        action: 'duty.decideUse',
        objectType: 'instrument',
        objectId: instrumentId,
        detail: { obliged },
      });
      const decided = await findDuty(tx, instrumentId);
      if (!decided) throw new InstrumentNotFound();
      return toDutyResponse(decided);
    });
  }

  private async apply(tx: EntityManager, row: InstrumentRow, obliged: boolean): Promise<void> {
    const draft = draftOf(row);
    if (draft.uses.includes('research')) throw forResearch();
    const calendar = await this.calendars.pin(tx);
    const duty = dutyOf({ ...draft, useObliged: obliged }, calendar);
    await tx.query(
      `UPDATE instrument SET use_obliged = $2, must_share = $3, report_due_on = $4, report_due_provisional = $5,
              version = version + 1, updated_at = app_now()
        WHERE id = $1`,
      [row.id, obliged, duty.mustShare, duty.reportDueOn, duty.reportDueProvisional],
    );
  }
}

const forResearch = (): FieldsRefused =>
  new FieldsRefused([
    {
      pointer: '/obliged',
      code: 'for-research',
      message: {
        zh: '该仪器用途含“科研”，是否应共享由原值和经费来源决定，无需作用途决定；如用途有误，请退回单位更正',
        en: 'it is used for research, so value and funding decide; if the use is wrong, send the record back to be corrected',
      },
    },
  ]);
