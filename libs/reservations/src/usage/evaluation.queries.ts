import type { EntityManager } from 'typeorm';
import { SCOPE, scopeParameters, type UsageScope } from './utilisation.queries';

/** What the evaluation asks of an instrument beside its machine hours. */
export interface EvaluatedInstrument {
  id: string;
  holderNameZh: string;
  holderCreditCode: string;
  assetNumber: string;
  nameZh: string;
  model: string;
  categoryCode: string;
  type: 'general' | 'special' | null;
  originalValueFen: string;
  acceptedOn: string;
  /** Its number on the provincial or regional platform. */
  platformNumber: string | null;
  hasSensor: boolean;
  /** Of what systems recorded: our reservations, sensors and the unit's own system. */
  networkedMinutes: number;
  samples: number;
  /** Services for other organisations that were completed in the year. */
  services: number;
  organisationsServed: number;
  enterprisesServed: number;
  /** Quoted for those services, and charged for them in the end. */
  contractFen: string;
  incomeFen: string;
  /** Those of the services that were rated, with the sum of their stars; then the same of the holder’s whole sheet. */
  ratings: number;
  stars: number;
  holderRatings: number;
  holderStars: number;
  achievements: string | null;
}

/** The instruments of a scope with what their year was like, by holder and asset number. */
export function findEvaluated(
  tx: EntityManager,
  scope: UsageScope,
  { acceptedFrom, acceptedTo }: { acceptedFrom?: string; acceptedTo?: string },
): Promise<EvaluatedInstrument[]> {
  return tx.query(
    `WITH ${SCOPE}
     SELECT i.id, h.name_zh AS "holderNameZh", h.credit_code AS "holderCreditCode", i.asset_number AS "assetNumber",
            i.name_zh AS "nameZh", i.model, i.category_code AS "categoryCode", i.instrument_type AS type,
            i.original_value_fen AS "originalValueFen", i.accepted_on AS "acceptedOn", i.achievements,
            (SELECT coalesce(x.number, x.url) FROM instrument_external_id x
              WHERE x.instrument_id = i.id AND x.scheme IN ('regional', 'zj_platform') ORDER BY x.scheme DESC LIMIT 1) AS "platformNumber",
            EXISTS (SELECT FROM instrument_connection c WHERE c.instrument_id = i.id AND c.sensor_number IS NOT NULL
                       AND c.sensor_recovered_on IS NULL) AS "hasSensor",
            used.*, served.*, (sum(ratings) OVER holder)::int AS "holderRatings", (sum(stars) OVER holder)::int AS "holderStars"
       FROM scope s
       JOIN instrument i ON i.id = s.id
       JOIN organisation h ON h.id = i.holder_id
       CROSS JOIN LATERAL (
         SELECT coalesce(sum(u.samples), 0)::int AS samples,
                coalesce(sum(u.machine_minutes * extract(epoch FROM least(u.ends_at, $8) - greatest(u.starts_at, $7))::float8
                             / extract(epoch FROM u.ends_at - u.starts_at)::float8)
                         FILTER (WHERE u.source <> 'log_book'), 0) AS "networkedMinutes"
           FROM usage_record u WHERE u.instrument_id = i.id AND u.state = 'approved' AND u.starts_at < $8 AND u.ends_at > $7) used
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS services, count(DISTINCT g.id)::int AS "organisationsServed",
                (count(DISTINCT g.id) FILTER (WHERE g.kind = 'enterprise'))::int AS "enterprisesServed",
                coalesce(sum(o.list_fen), 0)::text AS "contractFen", coalesce(sum(o.actual_fen), 0)::text AS "incomeFen",
                count(r.rating)::int AS ratings, coalesce(sum(r.rating), 0)::int AS stars
           FROM service_order o JOIN organisation g ON g.id = o.user_organisation_id
           LEFT JOIN reservation r ON r.order_id = o.id
          WHERE o.instrument_id = i.id AND o.user_organisation_id <> i.holder_id AND o.completed_at >= $7 AND o.completed_at < $8
            AND o.state IN ('completed', 'accepted', 'disputed')) served
      WHERE ($9::date IS NULL OR i.accepted_on >= $9) AND ($10::date IS NULL OR i.accepted_on <= $10)
     WINDOW holder AS (PARTITION BY i.holder_id)
      ORDER BY h.name_zh, i.asset_number, i.id`,
    [...scopeParameters(scope), acceptedFrom ?? null, acceptedTo ?? null],
  );
}
