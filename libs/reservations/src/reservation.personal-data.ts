import type { PersonalDataSources } from '@app/identity';

/** What this lib holds about a person. The bookings stay, for the ledger and the statistics; their remarks go. */
export function definePersonalData(sources: PersonalDataSources): void {
  sources.define({
    name: 'reservations',
    rows: `SELECT id, order_id AS "orderId", instrument_id AS "instrumentId", starts_at AS "startsAt", ends_at AS "endsAt",
                  state, samples, note, reason, override_reason AS "overrideReason",
                  rating, rating_comment AS "ratingComment", created_at AS "createdAt" FROM reservation WHERE reserved_by = $1`,
    erase: [
      `UPDATE reservation SET note = NULL, reason = NULL, override_reason = NULL, rating_comment = NULL
        WHERE reserved_by = $1 AND num_nonnulls(note, reason, override_reason, rating_comment) > 0`,
      // What is held is not booked yet.
      'DELETE FROM occupancy WHERE held_by = $1 AND reservation_id IS NULL',
    ],
    open: {
      code: 'reservation-open',
      message: {
        zh: '尚有未结束的预约，请先取消或由实验室办结',
        en: 'reservations that have not ended: cancel them, or let the laboratory complete them',
      },
      statement: `SELECT r.id, o.number AS label FROM reservation r JOIN service_order o ON o.id = r.order_id
                   WHERE r.reserved_by = $1 AND r.state IN ('requested', 'confirmed', 'in_use', 'used', 'displaced')
                   ORDER BY r.starts_at`,
    },
  });
  sources.define({
    name: 'stepsOfReservations',
    rows: `SELECT reservation_id AS "reservationId", at, action, to_state AS "toState" FROM reservation_history
            WHERE actor_id = $1 ORDER BY at`,
  });
  sources.define({
    name: 'sampleWork',
    rows: `SELECT order_id AS "orderId", instrument_id AS "instrumentId", starts_at AS "startsAt", ends_at AS "endsAt"
             FROM sample_work WHERE planned_by = $1`,
  });
  sources.define({
    name: 'seriesOfReservations',
    rows: `SELECT id, instrument_id AS "instrumentId", repeat, created_at AS "createdAt" FROM reservation_series
            WHERE reserved_by = $1`,
  });
  sources.define({
    name: 'waitingList',
    rows: `SELECT id, instrument_id AS "instrumentId", wanted_from AS "from", wanted_until AS "until", minutes, purpose, state,
                  created_at AS "createdAt" FROM waiting_entry WHERE user_id = $1`,
    erase: ['DELETE FROM waiting_entry WHERE user_id = $1'],
  });
  sources.define({
    name: 'maintenancePlans',
    rows: `SELECT id, instrument_id AS "instrumentId", reason, repeat, created_at AS "createdAt"
             FROM maintenance_plan WHERE created_by = $1`,
  });
  sources.define({
    name: 'downtimes',
    rows: `SELECT id, instrument_id AS "instrumentId", kind, reason, starts_at AS "startsAt", ends_at AS "endsAt"
             FROM downtime WHERE reported_by = $1`,
  });
  defineStanding(sources);
}

/** What laboratories have noted about a person. */
function defineStanding(sources: PersonalDataSources): void {
  sources.define({
    name: 'qualifications',
    rows: `SELECT id, instrument_id AS "instrumentId", granted_at AS "grantedAt", valid_until AS "validUntil", note,
                  revoked_at AS "revokedAt" FROM qualification WHERE user_id = $1`,
    erase: ['UPDATE qualification SET note = NULL WHERE user_id = $1 AND note IS NOT NULL'],
  });
  sources.define({
    name: 'penalties',
    rows: `SELECT id, reservation_id AS "reservationId", cause, points, given_at AS "givenAt",
                  forgiven_at AS "forgivenAt", forgiven_reason AS "forgivenReason" FROM penalty WHERE user_id = $1`,
    erase: [
      'UPDATE penalty SET forgiven_reason = NULL WHERE user_id = $1 AND forgiven_reason IS NOT NULL',
    ],
  });
}
