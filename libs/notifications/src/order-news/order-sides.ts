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

/** Column `page`: where either side of order `o` reads it. */
export const ORDER_PAGE = `'/orders/' || o.id AS page`;
