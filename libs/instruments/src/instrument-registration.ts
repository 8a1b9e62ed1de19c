import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { type WorkCalendar, WorkCalendarService } from '@app/work-calendar';
import { type DutyFacts, mustShare, REPORT_WITHIN_WORKDAYS } from './instrument.rules';
import {
  columnOf,
  DRAFT_FIELDS,
  draftColumns,
  type InstrumentDraft,
} from './record/instrument-draft';

/** What follows from value, funding and acceptance. */
export interface Duty {
  mustShare: boolean;
  /** Civil date; null without a duty to share. */
  reportDueOn: string | null;
  reportDueProvisional: boolean;
}

/** The acting person, as far as a registration needs to know. */
type Registrar = Pick<Actor, 'userId' | 'organisationId'>;

/** Takes instruments into the register: the one way in, for the form and for the ledger. */
@Injectable()
export class InstrumentRegistration {
  constructor(
    private readonly calendars: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /** The calendar to count with in a transaction that stores what was counted. */
  calendar(tx: EntityManager): Promise<WorkCalendar> {
    return this.calendars.pin(tx);
  }

  /**
   * Inserts a draft instrument with its units, history and audit entry.
   *
   * @returns its id, or null when the holder has that asset number already and nothing was written
   */
  async register(
    tx: EntityManager,
    registrar: Registrar,
    draft: InstrumentDraft & { units: number },
    calendar: WorkCalendar,
  ): Promise<string | null> {
    const id = newId();
    if (
      !(await insertDraft(
        tx,
        id,
        registrar,
        draft,
        dutyOf({ ...draft, useObliged: false }, calendar),
      ))
    )
      return null;
    await this.audit.record(tx, {
      actor: registrar,
      action: 'instrument.create',
      objectType: 'instrument',
      objectId: id,
    });
    return id;
  }
}

/** The duty to share and the date its report is due. */
export function dutyOf(
  facts: DutyFacts & Pick<InstrumentDraft, 'acceptedOn'>,
  calendar: WorkCalendar,
): Duty {
  if (!mustShare(facts))
    return { mustShare: false, reportDueOn: null, reportDueProvisional: false };
  const due = calendar.addWorkdays(facts.acceptedOn, REPORT_WITHIN_WORKDAYS);
  return { mustShare: true, reportDueOn: due.date, reportDueProvisional: due.provisional };
}

const COLUMNS = [
  'id',
  'holder_id',
  ...DRAFT_FIELDS.map(columnOf),
  ...['must_share', 'report_due_on', 'report_due_provisional'],
].join(', ');

/** Instrument, units and history in one statement: a ledger has thousands of rows. */
const INSERT_DRAFT = `
  WITH new AS (
    INSERT INTO instrument (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_populate_record(NULL::instrument, $1)
    -- Waits for a rival's commit and then steps back, without breaking the transaction of an import.
    ON CONFLICT ON CONSTRAINT instrument_asset_number_taken DO NOTHING RETURNING id, holder_id
  ), units AS (
    INSERT INTO instrument_unit (id, instrument_id, position, name)
    SELECT unit.id, new.id, unit.position, unit.position || '号位'
      FROM new, unnest($2::uuid[], $3::int[]) AS unit (id, position)
  ), history AS (
    INSERT INTO instrument_history (id, instrument_id, transition, to_status, actor_id, organisation_id)
    SELECT $4, new.id, 'create', 'draft', $5, new.holder_id FROM new
  )
  SELECT id FROM new`;

/** @returns false when the holder has the asset number already */
async function insertDraft(
  tx: EntityManager,
  id: string,
  registrar: Registrar,
  draft: InstrumentDraft & { units: number },
  duty: Duty,
): Promise<boolean> {
  const positions = positionsUpTo(draft.units);
  const record = {
    id,
    holder_id: registrar.organisationId,
    ...draftColumns(draft),
    must_share: duty.mustShare,
    report_due_on: duty.reportDueOn,
    report_due_provisional: duty.reportDueProvisional,
  };
  const rows: unknown[] = await tx.query(INSERT_DRAFT, [
    JSON.stringify(record),
    positions.map(newId),
    positions,
    newId(),
    registrar.userId,
  ]);
  return rows.length === 1;
}

const positionsUpTo = (count: number): number[] =>
  Array.from({ length: count }, (_, index) => index + 1);

/** Gives an instrument that nobody has booked yet exactly `count` units, keeping those it has. */
export async function setUnits(
  tx: EntityManager,
  instrumentId: string,
  count: number,
): Promise<void> {
  await tx.query('DELETE FROM instrument_unit WHERE instrument_id = $1 AND position > $2', [
    instrumentId,
    count,
  ]);
  const positions = positionsUpTo(count);
  await tx.query(
    `INSERT INTO instrument_unit (id, instrument_id, position, name)
     SELECT new.id, $1, new.position, new.position || '号位'
       FROM unnest($2::uuid[], $3::int[]) AS new (id, position)
     ON CONFLICT ON CONSTRAINT instrument_unit_position_taken DO NOTHING`,
    [instrumentId, positions.map(newId), positions],
  );
}
