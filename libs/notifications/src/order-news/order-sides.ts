/**
 * Who is told for the user side of order `o`: who placed it while they are of its organisation, else who leads there. Joins
 * `app_user u`.
 */
export const USER_SIDE = `
  JOIN membership m ON m.organisation_id = o.user_organisation_id
   AND (m.user_id = o.placed_by
        OR m.role IN ('enterprise_admin', 'lab_manager')
           AND NOT EXISTS (SELECT FROM membership w JOIN app_user a ON a.id = w.user_id
                            WHERE w.organisation_id = o.user_organisation_id AND w.user_id = o.placed_by AND a.active))
  JOIN app_user u ON u.id = m.user_id AND u.active`;

/** Who is told for the provider of order `o`: the managers of its laboratory. Joins `app_user u`. */
export const PROVIDER_SIDE = `
  JOIN membership m ON m.organisation_id = o.provider_organisation_id AND m.role = 'lab_manager'
  JOIN app_user u ON u.id = m.user_id AND u.active`;

/**
 * Column `page`: where `app_user u` of the user side finds order `o`. Orders that are no machine time have no page, so their
 * readers are led to the first one of theirs (null), as below.
 */
export const USER_PAGE = `
  CASE WHEN o.kind <> 'slot' THEN NULL
       WHEN EXISTS (SELECT FROM membership e
                     WHERE e.user_id = u.id AND e.role IN ('enterprise_admin', 'enterprise_member')) THEN '/reservations'
       ELSE '/instruments/' || o.instrument_id END AS page`;

/** Column `page` for `app_user u` of the provider: the laboratory's day of the reservation, for those who may open it. */
export const PROVIDER_PAGE = `
  CASE WHEN o.kind <> 'slot' THEN NULL
       WHEN EXISTS (SELECT FROM membership e
                     WHERE e.user_id = u.id AND e.role IN ('lab_manager', 'instrument_operator'))
       THEN '/lab' || coalesce((SELECT '?date=' || to_char(min(v.starts_at) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
                                  FROM reservation v WHERE v.order_id = o.id), '')
       ELSE '/instruments/' || o.instrument_id END AS page`;
