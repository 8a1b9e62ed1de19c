import type { EntityManager } from 'typeorm';
import { DomainError, fen, instantOf, type Interval, isoInZone, NotFound } from '@app/common';
import type { Actor } from '@app/identity';
import type { Nature, PricedService } from '@app/orders';
import type { ReservationRow } from '../reservation.queries';
import type { ProposalResponse } from './proposal.dto';
import type { ProposalKind, ProposalState } from './proposal.words';

/** A proposal that is not there, or of somebody else's reservation. */
export class ProposalNotFound extends NotFound {
  constructor() {
    super({ zh: '改期方案', en: 'proposal' });
  }
}

/** The proposal was answered, has expired or is about a reservation that goes on by itself (409). */
export class ProposalGone extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'proposal-gone',
      title: { zh: '该方案已失效', en: 'The proposal has ended' },
      detail: {
        zh: '该改期方案已答复、已过期或预约已恢复，所占时段已释放；请查看预约，或自行改到其他空闲时段。',
        en: 'The proposal was answered, has expired, or the reservation goes on; look at the reservation, or move it to another free time.',
      },
    });
  }
}

/** An open proposal with what accepting it takes; a period for every kind but `cancel`. */
export interface OpenProposal {
  id: string;
  reservationId: string;
  kind: ProposalKind;
  instrumentId: string;
  holdId: string | null;
  period: Interval | null;
}

interface ProposalRow {
  id: string;
  kind: ProposalKind;
  state: ProposalState;
  instrument_id: string;
  name_zh: string;
  model: string;
  holder_name_zh: string;
  starts_at: Date | null;
  ends_at: Date | null;
  list_fen: string | null;
  expires_at: Date;
}

const iso = (value: Date | null): string | null => value && isoInZone(instantOf(value));

/** The proposals for a reservation, those of its last displacement first by kind and time. */
export async function findProposals(
  tx: EntityManager,
  reservationId: string,
  onlyOpen: boolean,
): Promise<ProposalResponse[]> {
  const rows: ProposalRow[] = await tx.query(
    `SELECT p.id, p.kind, CASE WHEN p.state = 'open' AND p.expires_at <= app_now() THEN 'expired' ELSE p.state END AS state,
            p.instrument_id, i.name_zh, i.model, h.name_zh AS holder_name_zh, p.starts_at, p.ends_at, p.list_fen, p.expires_at
       FROM displacement_proposal p JOIN instrument i ON i.id = p.instrument_id JOIN organisation h ON h.id = i.holder_id
      WHERE p.reservation_id = $1 AND (NOT $2 OR (p.state = 'open' AND p.expires_at > app_now()))
      ORDER BY p.expires_at DESC, array_position(ARRAY['later', 'sister', 'elsewhere', 'cancel'], p.kind), p.starts_at`,
    [reservationId, onlyOpen],
  );
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, state: row.state },
    instrument: {
      ...{ id: row.instrument_id, nameZh: row.name_zh },
      ...{ model: row.model, holderNameZh: row.holder_name_zh },
    },
    startsAt: iso(row.starts_at),
    endsAt: iso(row.ends_at),
    listFen: row.list_fen === null ? null : fen(row.list_fen),
    expiresAt: isoInZone(instantOf(row.expires_at)),
  }));
}

/** The reservation of a proposal, and the instruments to lock in this order. */
export interface Place {
  reservationId: string;
  instrumentIds: string[];
}

/** Of what a proposal is, before anything is locked. @throws ProposalNotFound */
export async function placeOf(tx: EntityManager, id: string): Promise<Place> {
  const [row]: { reservation_id: string; own: string; other: string }[] = await tx.query(
    `SELECT p.reservation_id, r.instrument_id AS own, p.instrument_id AS other
       FROM displacement_proposal p JOIN reservation r ON r.id = p.reservation_id WHERE p.id = $1`,
    [id],
  );
  if (!row) throw new ProposalNotFound();
  return {
    reservationId: row.reservation_id,
    instrumentIds: [...new Set([row.own, row.other])].sort(),
  };
}

/** A live proposal, locked. @throws ProposalGone */
export async function lockProposal(tx: EntityManager, id: string): Promise<OpenProposal> {
  const [row]: {
    reservation_id: string;
    kind: ProposalKind;
    instrument_id: string;
    hold_id: string | null;
    starts_at: Date | null;
    ends_at: Date | null;
  }[] = await tx.query(
    `SELECT reservation_id, kind, instrument_id, hold_id, starts_at, ends_at FROM displacement_proposal
      WHERE id = $1 AND state = 'open' AND expires_at > app_now() FOR UPDATE`,
    [id],
  );
  if (!row) throw new ProposalGone();
  const period = row.starts_at &&
    row.ends_at && { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
  return {
    ...{ id, reservationId: row.reservation_id, kind: row.kind },
    ...{ instrumentId: row.instrument_id, holdId: row.hold_id, period },
  };
}

/**
 * Ends all open proposals of a reservation and gives their slots back at once; one that was accepted before is none of
 * them. @returns how many
 */
export async function closeProposals(
  tx: EntityManager,
  reservationId: string,
  state: Exclude<ProposalState, 'open' | 'accepted'>,
): Promise<number> {
  const [closed]: [{ hold_id: string | null }[], number] = await tx.query(
    `UPDATE displacement_proposal SET state = $2, answered_at = app_now()
      WHERE reservation_id = $1 AND state = 'open' RETURNING hold_id`,
    [reservationId, state],
  );
  await releaseSlots(
    tx,
    closed.flatMap(({ hold_id }) => hold_id ?? []),
  );
  return closed.length;
}

/** Gives slots back that are held for proposals; what has become a reservation stays. */
export async function releaseSlots(tx: EntityManager, holdIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE occupancy SET blocking = false
      WHERE (id = ANY($1) OR hold_id = ANY($1)) AND kind = 'hold' AND blocking`,
    [holdIds],
  );
}

/** True while its last displacement has brought forth no proposals yet. */
export async function isUnanswered(tx: EntityManager, reservationId: string): Promise<boolean> {
  const [row]: { fresh: boolean }[] = await tx.query(
    `SELECT NOT EXISTS (SELECT FROM displacement_proposal p WHERE p.reservation_id = $1 AND p.created_at >=
              (SELECT max(h.at) FROM reservation_history h WHERE h.reservation_id = $1 AND h.action = 'displace')) AS fresh`,
    [reservationId],
  );
  return row?.fresh ?? false;
}

/** Whoever made a reservation, as they would act for its organisation: the roles they have there today. */
export async function customerOf(tx: EntityManager, row: ReservationRow): Promise<Actor> {
  const [found]: {
    display_name: string;
    name_zh: string;
    region_code: string;
    verified: boolean;
    roles: Actor['roles'];
  }[] = await tx.query(
    `SELECT u.display_name, g.name_zh, g.region_code, g.verification = 'verified' AS verified,
            ARRAY(SELECT m.role FROM membership m WHERE m.user_id = u.id AND m.organisation_id = g.id) AS roles
       FROM app_user u, organisation g WHERE u.id = $1 AND g.id = $2`,
    [row.reserved_by, row.user_organisation_id],
  );
  if (!found) throw new Error('a reservation without its person or organisation');
  return {
    userId: row.reserved_by,
    displayName: found.display_name,
    organisationId: row.user_organisation_id,
    organisationNameZh: found.name_zh,
    organisationRegionCode: found.region_code,
    organisationVerified: found.verified,
    agentOrganisationId: null,
    roles: found.roles,
  };
}

/** What of an order a booking in its place takes over. */
export async function orderTerms(
  tx: EntityManager,
  orderId: string,
): Promise<Pick<PricedService, 'sampleCount' | 'voucherId' | 'nature'> & { listFen: number }> {
  const [row]: TermsRow[] = await tx.query(
    'SELECT sample_count, voucher_id, nature, list_fen FROM service_order WHERE id = $1',
    [orderId],
  );
  return {
    sampleCount: row?.sample_count ?? 0,
    voucherId: row?.voucher_id ?? undefined,
    nature: row?.nature ?? undefined,
    listFen: fen(row?.list_fen ?? 0),
  };
}

interface TermsRow {
  sample_count: number | null;
  voucher_id: string | null;
  nature: Nature | null;
  list_fen: string;
}

/** Instruments that can do the same, best first: the holder's sisters, or other holders' within a distance. */
export async function findSimilar(
  tx: EntityManager,
  instrumentId: string,
  kind: 'sister' | 'elsewhere',
  withinKm: number,
): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT other.id
       FROM instrument own JOIN instrument other
         ON other.category_code = own.category_code AND other.id <> own.id
        AND other.status = 'listed' AND other.online_booking
       -- Great circle on a sphere of 6,371 km; least() keeps rounding out of the arc's domain.
       CROSS JOIN LATERAL (SELECT CASE WHEN $2 = 'sister' THEN 0 ELSE 2 * 6371 * asin(least(1, sqrt(
              power(sin(radians(other.latitude - own.latitude) / 2), 2)
              + cos(radians(own.latitude)) * cos(radians(other.latitude))
                * power(sin(radians(other.longitude - own.longitude) / 2), 2)))) END AS km) AS far
      WHERE own.id = $1 AND (other.holder_id = own.holder_id) = ($2 = 'sister') AND far.km <= $3
      ORDER BY far.km, other.id LIMIT 10`,
    [instrumentId, kind, withinKm],
  );
  return rows.map(({ id }) => id);
}
