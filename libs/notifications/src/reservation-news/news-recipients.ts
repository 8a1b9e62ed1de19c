import type { ReservationNews } from '@app/messaging';

/** What every mail about a reservation names: the step ($1) leads to it, and there is no link in it ($2). */
const FACTS = `
  u.id AS user_id, u.email, h.name_zh AS organisation, g.name_zh AS other, r.reason, i.name_zh || ' ' || i.model AS instrument,
  to_char(r.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at,
  to_char(r.ends_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS ends_at,
  to_char(r.respond_by AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS respond_by`;

const OF_STEP = `
  FROM reservation_history c JOIN reservation r ON r.id = c.reservation_id
  JOIN instrument i ON i.id = r.instrument_id
  JOIN organisation h ON h.id = i.holder_id
  JOIN organisation g ON g.id = r.user_organisation_id`;

/** Not sent when it is no longer so. */
const STILL = 'c.id = $1 AND $2::uuid IS NULL AND u.active AND r.state = c.to_state';

const OWNER = `SELECT ${FACTS} ${OF_STEP} JOIN app_user u ON u.id = r.reserved_by WHERE ${STILL}`;
const LABORATORY = `
  SELECT ${FACTS} ${OF_STEP}
    JOIN membership m ON m.organisation_id = i.holder_id AND m.role = 'lab_manager'
    JOIN app_user u ON u.id = m.user_id
   WHERE ${STILL}`;
/** Those of the laboratory while it is the one that is asked. */
const ASKED = `${LABORATORY} AND r.second_approval IS NULL`;
/** Whoever may give the second word that is asked for. */
const ASKED_SECOND = `
  SELECT ${FACTS} ${OF_STEP}
    JOIN membership m ON r.second_approval = 'holder' AND m.organisation_id = i.holder_id AND m.role = 'holder_admin'
                      OR r.second_approval = 'bureau' AND m.role = 'bureau_reviewer'
    JOIN app_user u ON u.id = m.user_id AND u.id NOT IN (r.approved_by, r.reserved_by)
   WHERE ${STILL}`;

/** Who is booked next on the same unit, so soon that the use may be in the way. */
const NEXT = `
  SELECT ${FACTS} ${OF_STEP}
    JOIN occupancy o ON o.reservation_id = r.id
    JOIN LATERAL (SELECT n.reservation_id FROM occupancy n
                   WHERE n.unit_id = o.unit_id AND n.blocking AND n.kind = 'reservation'
                     AND n.id <> o.id AND lower(n.during) >= upper(o.during)
                     AND lower(n.during) < c.at + interval '2 hours'
                   ORDER BY lower(n.during) LIMIT 1) next ON true
    JOIN reservation followed ON followed.id = next.reservation_id
    JOIN app_user u ON u.id = followed.reserved_by
   WHERE ${STILL}`;

/** Who is told: the person it belongs to, or the managers of the laboratory. */
export const NEWS_RECIPIENTS: Record<ReservationNews, string> = {
  'reservation-asked': ASKED,
  'reservation-asked-second': ASKED_SECOND,
  'reservation-passed': `${OWNER} AND r.second_approval IS NOT NULL`,
  'reservation-unanswered': `${ASKED} UNION ${ASKED_SECOND}`,
  'reservation-confirmed': OWNER,
  'reservation-moved': OWNER,
  'reservation-rejected': OWNER,
  'reservation-cancelled': OWNER,
  'reservation-withdrawn': LABORATORY,
  'reservation-expired': OWNER,
  'reservation-missed': OWNER,
  'reservation-overrun': `${LABORATORY} UNION ${NEXT}`,
};

/** Where each side finds the reservation. */
export const NEWS_PAGES: Record<ReservationNews, { path: string }> = {
  'reservation-asked': { path: '/lab' },
  'reservation-asked-second': { path: '/' },
  'reservation-passed': { path: '/reservations' },
  'reservation-unanswered': { path: '/' },
  'reservation-confirmed': { path: '/reservations' },
  'reservation-moved': { path: '/reservations' },
  'reservation-rejected': { path: '/reservations' },
  'reservation-cancelled': { path: '/reservations' },
  'reservation-withdrawn': { path: '/lab' },
  'reservation-expired': { path: '/reservations' },
  'reservation-missed': { path: '/reservations' },
  'reservation-overrun': { path: '/' },
};
