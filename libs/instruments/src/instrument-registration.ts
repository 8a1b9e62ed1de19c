import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import type { Actor } from '@app/identity';
import { type WorkCalendar, WorkCalendarService } from '@app/work-calendar';
import { saidFirst } from './instrument-history.rules';
import { type DutyFacts, mustShare, REPORT_WITHIN_WORKDAYS } from './instrument.rules';
import {
  columnOf,
  DRAFT_FIELDS,
  draftColumns,
  type InstrumentDraft,
} from './record/instrument-draft';
import { followHolderPolicy } from './terms/holder-policy/holder-policy.queries';

/** What follows from value, funding and acceptance. */
export interface Duty {
  mustShare: boolean;
  /** Civil date; null without a duty to share. */
  reportDueOn: string | null;
  reportDueProvisional: boolean;
}

/** The acting person, as far as a registration needs to know. */
type Registrar = Pick<Actor, 'userId' | 'organisationId'>;

/** What a holder says about an instrument, and how many bookable places it has. */
type NewInstrument = InstrumentDraft & { units: number };

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
    draft: NewInstrument,
    calendar: WorkCalendar,
  ): Promise<string | null> {
    const [id = null] = await this.insert(tx, registrar, [draft], calendar);
    return id;
  }

  /**
   * As {@link register} for the rows of a ledger, in a handful of statements whatever their number.
   *
   * @returns one answer for each draft, in their order
   */
  async registerAll(
    tx: EntityManager,
    registrar: Registrar,
    drafts: readonly NewInstrument[],
  ): Promise<(string | null)[]> {
    if (drafts.length === 0) return [];
    return this.insert(tx, registrar, drafts, await this.calendar(tx));
  }

  private async insert(
    tx: EntityManager,
    registrar: Registrar,
    drafts: readonly NewInstrument[],
    calendar: WorkCalendar,
  ): Promise<(string | null)[]> {
    const ids = drafts.map(newId);
    const inserted = await insertDrafts(
      tx,
      registrar,
      drafts.map((draft, index) => ({
        id: ids[index] ?? '',
        draft,
        duty: dutyOf({ ...draft, useObliged: false }, calendar),
      })),
    );
    await followHolderPolicy(tx, registrar.organisationId, registrar.userId, [...inserted]);
    await this.audit.recordAll(
      tx,
      { actor: registrar, action: 'instrument.create', objectType: 'instrument' },
      [...inserted],
    );
    return ids.map((id) => (inserted.has(id) ? id : null));
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

/** Instruments, units and histories in one statement: a ledger has thousands of rows. */
const INSERT_DRAFTS = `
  WITH new AS (
    INSERT INTO instrument (${COLUMNS})
    -- In one order for all: two imports of the same numbers wait for each other and do not deadlock.
    SELECT ${COLUMNS} FROM jsonb_populate_recordset(NULL::instrument, $1) ORDER BY asset_number
    -- Waits for a rival's commit and then steps back, without breaking the transaction of an import.
    ON CONFLICT ON CONSTRAINT instrument_asset_number_taken DO NOTHING RETURNING id, holder_id
  ), units AS (
    INSERT INTO instrument_unit (id, instrument_id, position, name)
    SELECT unit.id, new.id, unit.position, unit.position || '号位'
      FROM new JOIN unnest($2::uuid[], $3::uuid[], $4::int[]) AS unit (id, instrument_id, position)
        ON unit.instrument_id = new.id
  ), history AS (
    INSERT INTO instrument_history (id, instrument_id, transition, to_status, changes, actor_id, organisation_id)
    SELECT entry.id, new.id, 'create', 'draft', entry.changes::jsonb, $7, new.holder_id
      FROM new JOIN unnest($5::uuid[], $6::uuid[], $8::text[]) AS entry (id, instrument_id, changes)
        ON entry.instrument_id = new.id
  )
  SELECT id FROM new`;

/** A draft with the id it gets and the duty that follows from it. */
interface DraftToInsert {
  id: string;
  draft: NewInstrument;
  duty: Duty;
}

/** @returns the ids of those whose asset number was free */
async function insertDrafts(
  tx: EntityManager,
  registrar: Registrar,
  drafts: readonly DraftToInsert[],
): Promise<ReadonlySet<string>> {
  const records = drafts.map(({ id, draft, duty }) => ({
    id,
    holder_id: registrar.organisationId,
    ...draftColumns(draft),
    must_share: duty.mustShare,
    report_due_on: duty.reportDueOn,
    report_due_provisional: duty.reportDueProvisional,
  }));
  const units = drafts.flatMap(({ id, draft }) =>
    positionsUpTo(draft.units).map((position) => ({ instrumentId: id, position })),
  );
  const rows: { id: string }[] = await tx.query(INSERT_DRAFTS, [
    JSON.stringify(records),
    units.map(newId),
    units.map(({ instrumentId }) => instrumentId),
    units.map(({ position }) => position),
    drafts.map(newId),
    drafts.map(({ id }) => id),
    registrar.userId,
    drafts.map(({ draft }) => JSON.stringify(saidFirst(draft))),
  ]);
  return new Set(rows.map(({ id }) => id));
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
