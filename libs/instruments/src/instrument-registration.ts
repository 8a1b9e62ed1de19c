import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { type WorkCalendar, WorkCalendarService } from '@app/work-calendar';
import type { InstrumentDraft } from './instrument-draft';
import { mustShare, REPORT_WITHIN_WORKDAYS } from './instrument.rules';

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

  /** The calendar to count with; load it before the transaction. */
  calendar(): Promise<WorkCalendar> {
    return this.calendars.load();
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
    if (!(await insertDraft(tx, id, registrar, draft, dutyOf(draft, calendar)))) return null;
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
  draft: Pick<InstrumentDraft, 'originalValueFen' | 'fundingClasses' | 'acceptedOn'>,
  calendar: WorkCalendar,
): Duty {
  if (!mustShare(draft.originalValueFen, draft.fundingClasses))
    return { mustShare: false, reportDueOn: null, reportDueProvisional: false };
  const due = calendar.addWorkdays(draft.acceptedOn, REPORT_WITHIN_WORKDAYS);
  return { mustShare: true, reportDueOn: due.date, reportDueProvisional: due.provisional };
}

/** Instrument, units and history in one statement: a ledger has thousands of rows. */
const INSERT_DRAFT = `
  WITH new AS (
    INSERT INTO instrument (id, holder_id, name_zh, name_en, asset_number, category_code, model, manufacturer,
      country_of_origin, original_value_fen, funding_classes, accepted_on, region_code, address, online_booking,
      contact_name, contact_phone, must_share, report_due_on, report_due_provisional)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
    -- Waits for a rival's commit and then steps back, without breaking the transaction of an import.
    ON CONFLICT ON CONSTRAINT instrument_asset_number_taken DO NOTHING RETURNING id
  ), units AS (
    INSERT INTO instrument_unit (id, instrument_id, position, name)
    SELECT unit.id, new.id, unit.position, unit.position || '号位'
      FROM new, unnest($21::uuid[], $22::int[]) AS unit (id, position)
  ), history AS (
    INSERT INTO instrument_history (id, instrument_id, transition, to_status, actor_id, organisation_id)
    SELECT $23, new.id, 'create', 'draft', $24, $2 FROM new
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
  const rows: unknown[] = await tx.query(INSERT_DRAFT, [
    id,
    registrar.organisationId,
    draft.nameZh,
    draft.nameEn,
    draft.assetNumber,
    draft.categoryCode,
    draft.model,
    draft.manufacturer,
    draft.countryOfOrigin,
    draft.originalValueFen,
    draft.fundingClasses,
    draft.acceptedOn,
    draft.regionCode,
    draft.address,
    draft.onlineBooking,
    draft.contactName,
    draft.contactPhone,
    duty.mustShare,
    duty.reportDueOn,
    duty.reportDueProvisional,
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
