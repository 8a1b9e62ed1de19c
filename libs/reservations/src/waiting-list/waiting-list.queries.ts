import type { EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { instantOf, type Interval, isoInZone, NotFound } from '@app/common';
import type { Purpose } from '@app/orders';
import type { WaitingEntryResponse } from './waiting-list.dto';
import { OFFER_MINUTES, type WaitingState } from './waiting.words';

/** How many of a person's entries are shown, the latest. */
const SHOWN = 100;
/** How many in line are looked at for one freed time. */
const IN_LINE = 50;

/** An entry that is not there, or somebody else's. */
export class WaitingEntryNotFound extends NotFound {
  constructor() {
    super({ zh: '候补登记', en: 'waiting list entry' });
  }
}

/** Somebody in line, with what they wish. */
export interface Waiting {
  id: string;
  userId: string;
  userOrganisationId: string;
  window: Interval;
  minutes: number;
  alertOnly: boolean;
  /** Told of the same kind of time within the last day. */
  isToldToday: boolean;
}

interface EntryRow {
  id: string;
  instrument_id: string;
  name_zh: string;
  wanted_from: Date;
  wanted_until: Date;
  minutes: number;
  purpose: Purpose;
  alert_only: boolean;
  state: WaitingState;
  hold_id: string | null;
  offered_starts_at: Date | null;
  offered_ends_at: Date | null;
  offer_expires_at: Date | null;
}

/** SQL for what has become of the hold of an offered entry `w`; null while it stands. */
const AFTER_OFFER = `(SELECT CASE WHEN o.kind = 'reservation' THEN 'booked'
         WHEN o.expires_at <= app_now() THEN 'expired'
         -- Taken away by a downtime it was not let pass: the entry keeps its place in line.
         WHEN NOT o.blocking AND EXISTS (SELECT FROM occupancy d WHERE d.unit_id = o.unit_id AND d.during && o.during
                                            AND d.blocking AND d.kind IN ('downtime', 'maintenance')) THEN 'waiting'
         WHEN NOT o.blocking THEN 'left' END
    FROM occupancy o WHERE o.id = w.hold_id)`;

/** Entries as their persons see them; `condition` is SQL over w. */
export async function findEntries(
  tx: EntityManager,
  condition: string,
  parameters: unknown[],
): Promise<WaitingEntryResponse[]> {
  const rows: EntryRow[] = await tx.query(
    `SELECT w.id, w.instrument_id, i.name_zh, w.wanted_from, w.wanted_until, w.minutes, w.purpose, w.alert_only,
            CASE WHEN w.state = 'offered' THEN coalesce(${AFTER_OFFER}, 'offered')
                 WHEN w.state = 'waiting' AND w.wanted_until <= app_now() THEN 'expired' ELSE w.state END AS state,
            w.hold_id, w.offered_starts_at, w.offered_ends_at, w.offer_expires_at
       FROM waiting_entry w JOIN instrument i ON i.id = w.instrument_id
      WHERE ${condition} ORDER BY w.created_at DESC, w.id DESC LIMIT ${SHOWN}`,
    parameters,
  );
  return rows.map(toResponse);
}

const iso = (value: Date | null): string | null => value && isoInZone(instantOf(value));

const toResponse = (row: EntryRow): WaitingEntryResponse => ({
  id: row.id,
  instrumentId: row.instrument_id,
  instrumentNameZh: row.name_zh,
  from: isoInZone(instantOf(row.wanted_from)),
  until: isoInZone(instantOf(row.wanted_until)),
  minutes: row.minutes,
  purpose: row.purpose,
  alertOnly: row.alert_only,
  state: row.state,
  holdId: row.state === 'offered' ? row.hold_id : null,
  offeredStartsAt: iso(row.offered_starts_at),
  offeredEndsAt: iso(row.offered_ends_at),
  offerExpiresAt: iso(row.offer_expires_at),
});

/** Writes down what has become of offers and of windows that are over. Needs the instrument's lock. */
export async function settleEntries(tx: EntityManager, instrumentId: string): Promise<void> {
  await tx.query(
    `UPDATE waiting_entry w SET state = ${AFTER_OFFER}
      WHERE w.instrument_id = $1 AND w.state = 'offered' AND ${AFTER_OFFER} IS NOT NULL`,
    [instrumentId],
  );
  await tx.query(
    `UPDATE waiting_entry SET state = 'expired'
      WHERE instrument_id = $1 AND state = 'waiting' AND wanted_until <= app_now()`,
    [instrumentId],
  );
}

/** Who waits for an instrument, who came first first. */
export async function findInLine(tx: EntityManager, instrumentId: string): Promise<Waiting[]> {
  const rows: {
    id: string;
    user_id: string;
    user_organisation_id: string;
    wanted_from: Date;
    wanted_until: Date;
    minutes: number;
    alert_only: boolean;
    told: boolean;
  }[] = await tx.query(
    `SELECT id, user_id, user_organisation_id, wanted_from, wanted_until, minutes, alert_only,
            coalesce(alerted_at > app_now() - interval '1 day', false) AS told
       FROM waiting_entry WHERE instrument_id = $1 AND state = 'waiting'
      ORDER BY created_at, id LIMIT ${IN_LINE} FOR UPDATE`,
    [instrumentId],
  );
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    userOrganisationId: row.user_organisation_id,
    window: { startsAt: instantOf(row.wanted_from), endsAt: instantOf(row.wanted_until) },
    minutes: row.minutes,
    alertOnly: row.alert_only,
    isToldToday: row.told,
  }));
}

/** Instruments that somebody waits for or is offered, in id order. */
export async function findAwaited(tx: EntityManager): Promise<string[]> {
  const rows: { instrument_id: string }[] = await tx.query(
    `SELECT DISTINCT instrument_id FROM waiting_entry WHERE state IN ('waiting', 'offered') ORDER BY 1`,
  );
  return rows.map(({ instrument_id }) => instrument_id);
}

/** Notes that a slot is held for somebody in line. */
export async function recordOffer(
  tx: EntityManager,
  id: string,
  { startsAt, endsAt }: Interval,
  holdId: string,
  now: DateTime,
): Promise<void> {
  const expiresAt = now.plus({ minutes: OFFER_MINUTES });
  await tx.query(
    `UPDATE waiting_entry SET state = 'offered', hold_id = $2, offered_starts_at = $3, offered_ends_at = $4, offer_expires_at = $5
      WHERE id = $1`,
    [id, holdId, startsAt.toISO(), endsAt.toISO(), expiresAt.toISO()],
  );
}

/** Notes that somebody was told of a free time. */
export async function recordAlert(
  tx: EntityManager,
  id: string,
  { startsAt, endsAt }: Interval,
): Promise<void> {
  await tx.query(
    `UPDATE waiting_entry SET alerted_at = app_now(), offered_starts_at = $2, offered_ends_at = $3 WHERE id = $1`,
    [id, startsAt.toISO(), endsAt.toISO()],
  );
}
