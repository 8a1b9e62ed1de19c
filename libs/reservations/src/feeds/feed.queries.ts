import type { EntityManager } from 'typeorm';
import type { ReservationState } from '../reservation.words';
import type { FeedKind } from './calendar-feed.entity';

/** A feed as its address is asked. */
export interface LiveFeed {
  kind: FeedKind;
  user_id: string;
  organisation_id: string;
  instrument_id: string | null;
  /** Of the instrument or the organisation. */
  name_zh: string;
}

/** What a feed tells of one event. */
export interface FeedEvent {
  id: string;
  /** Grows with each change of a reservation; 0 for what has no versions. */
  version: number;
  starts_at: Date;
  ends_at: Date;
  changed_at: Date;
  /** Null for what is not a reservation. */
  state: ReservationState | null;
  /** False once it has given its time back. */
  blocking: boolean;
  /** Null where nobody's name is told. */
  instrument_name_zh: string | null;
  address: string | null;
  user_name_zh: string | null;
}

/** Events of one feed; the latest stay when there are more. */
const MAX_EVENTS = 2_000;

/** So long are past and cancelled events told. */
const KEPT = `interval '30 days'`;

/** Whom a kind of feed still opens for; a lab's people only, for all that is booked with it. */
const ENTITLED = `
  EXISTS (SELECT FROM membership m WHERE m.user_id = f.user_id AND m.organisation_id = f.organisation_id
             AND (f.kind <> 'holder' OR m.role IN ('lab_manager', 'instrument_operator', 'holder_admin')))
  AND (f.instrument_id IS NULL OR i.status IN ('listed', 'suspended') OR i.holder_id = f.organisation_id)`;

/** The live feed behind a token's hash; undefined for one that is revoked or opens nothing any more. */
export async function findLiveFeed(
  tx: EntityManager,
  tokenHash: Buffer,
): Promise<LiveFeed | undefined> {
  const [feed]: LiveFeed[] = await tx.query(
    `SELECT f.kind, f.user_id, f.organisation_id, f.instrument_id, coalesce(i.name_zh, o.name_zh) AS name_zh
       FROM calendar_feed f
       JOIN app_user u ON u.id = f.user_id AND u.active
       JOIN organisation o ON o.id = f.organisation_id
       LEFT JOIN instrument i ON i.id = f.instrument_id
      WHERE f.token_hash = $1 AND f.revoked_at IS NULL AND ${ENTITLED}`,
    [tokenHash],
  );
  return feed;
}

/** The last step of a reservation `r`. */
const CHANGED = `coalesce((SELECT max(h.at) FROM reservation_history h WHERE h.reservation_id = r.id), r.created_at)`;

const GIVEN_BACK = `('rejected', 'cancelled', 'expired', 'no_show', 'displaced')`;

const RESERVATIONS = `
  SELECT r.id, r.version, r.starts_at, r.ends_at, ${CHANGED} AS changed_at, r.state, r.state NOT IN ${GIVEN_BACK} AS blocking,
         i.name_zh AS instrument_name_zh, i.address, g.name_zh AS user_name_zh
    FROM reservation r JOIN instrument i ON i.id = r.instrument_id JOIN organisation g ON g.id = r.user_organisation_id
   WHERE r.ends_at > app_now() - ${KEPT} AND (r.state NOT IN ${GIVEN_BACK} OR ${CHANGED} > app_now() - ${KEPT})`;

const DOWNTIMES = `
  SELECT d.id, 0 AS version, d.starts_at, greatest(least(d.ends_at, d.ended_at), d.starts_at) AS ends_at,
         coalesce(d.ended_at, d.created_at) AS changed_at, NULL AS state, d.ended_at IS NULL OR d.ended_at > d.starts_at AS blocking,
         i.name_zh AS instrument_name_zh, i.address, NULL AS user_name_zh
    FROM downtime d JOIN instrument i ON i.id = d.instrument_id
   WHERE i.holder_id = $1 AND d.ends_at > app_now() - ${KEPT}
     AND (d.ended_at IS NULL OR d.ended_at > d.starts_at OR d.ended_at > app_now() - ${KEPT})`;

/** Whatever takes the instrument's own units, buffers included, and nobody's name. */
const BUSY = `
  SELECT o.id, coalesce(r.version, 0) AS version, lower(o.during) AS starts_at, upper(o.during) AS ends_at,
         CASE WHEN r.id IS NULL THEN o.created_at ELSE ${CHANGED} END AS changed_at, r.state, o.blocking,
         NULL AS instrument_name_zh, NULL AS address, NULL AS user_name_zh
    FROM occupancy o JOIN instrument_unit u ON u.id = o.unit_id LEFT JOIN reservation r ON r.id = o.reservation_id
   WHERE u.instrument_id = $1 AND o.kind <> 'hold' AND upper(o.during) > app_now() - ${KEPT}
     AND (o.blocking OR (r.id IS NOT NULL AND ${CHANGED} > app_now() - ${KEPT}))`;

const LAST = `ORDER BY starts_at DESC, id LIMIT ${MAX_EVENTS}`;

/** What a feed tells, latest first. */
export function findFeedEvents(tx: EntityManager, feed: LiveFeed): Promise<FeedEvent[]> {
  if (feed.kind === 'instrument') return tx.query(`${BUSY} ${LAST}`, [feed.instrument_id]);
  if (feed.kind === 'holder')
    return tx.query(`${RESERVATIONS} AND i.holder_id = $1 UNION ALL ${DOWNTIMES} ${LAST}`, [
      feed.organisation_id,
    ]);
  return tx.query(
    `${RESERVATIONS} AND r.reserved_by = $1 AND r.user_organisation_id = $2 ${LAST}`,
    [feed.user_id, feed.organisation_id],
  );
}
