import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { inTransaction } from '@app/database';
import { OVERLAP } from './usage.words';

/** How many reservations are looked at in one round; the next round goes on. */
const BATCH = 200;

/** Completed reservations that no record tells of, although each completion asks for one. */
const UNRECORDED = `
  SELECT r.order_id FROM reservation r
   WHERE r.state = 'completed' AND r.actual_starts_at < r.actual_ends_at
     AND NOT EXISTS (SELECT FROM usage_record u WHERE u.reservation_id = r.id)
   ORDER BY r.id LIMIT ${BATCH}`;

/**
 * The use of a reservation on its own unit: the actual time with set-up and clean-up in force as start-up and
 * post-processing, as far as no record before or after it has that time. Where another record has the actual time
 * itself, the record is there, rejected, until people have decided which of them is right.
 */
const RECORD = `
  WITH use AS (
    SELECT r.id AS reservation_id, r.instrument_id, place.unit_id, r.actual_starts_at, r.actual_ends_at,
           make_interval(mins => r.set_up_minutes) AS set_up, make_interval(mins => r.clean_up_minutes) AS clean_up,
           coalesce(r.samples, o.sample_count) AS samples, r.user_organisation_id, g.name_zh AS user_name,
           CASE WHEN r.user_organisation_id = i.holder_id THEN 'internal' ELSE 'external' END AS kind
      FROM reservation r
      JOIN instrument i ON i.id = r.instrument_id
      JOIN service_order o ON o.id = r.order_id
      JOIN organisation g ON g.id = r.user_organisation_id
      CROSS JOIN LATERAL (SELECT c.unit_id FROM occupancy c JOIN instrument_unit u ON u.id = c.unit_id
                           WHERE c.reservation_id = r.id AND u.instrument_id = r.instrument_id
                           ORDER BY c.unit_id LIMIT 1) place
     WHERE r.order_id = $2 AND r.state = 'completed' AND r.actual_starts_at < r.actual_ends_at),
  clipped AS (
    SELECT use.*,
           greatest(actual_starts_at - set_up,
                    (SELECT max(u.ends_at) FROM usage_record u WHERE u.unit_id = use.unit_id AND u.state <> 'rejected'
                        AND u.ends_at <= actual_starts_at AND u.ends_at > actual_starts_at - set_up)) AS starts_at,
           least(actual_ends_at + clean_up,
                 (SELECT min(u.starts_at) FROM usage_record u WHERE u.unit_id = use.unit_id AND u.state <> 'rejected'
                     AND u.starts_at >= actual_ends_at AND u.starts_at < actual_ends_at + clean_up)) AS ends_at
      FROM use)
  INSERT INTO usage_record (id, instrument_id, unit_id, reservation_id, starts_at, ends_at, machine_minutes, samples,
                            user_organisation_id, user_name, kind, source, state, refusal)
  SELECT $1, instrument_id, unit_id, reservation_id, starts_at, ends_at,
         round(extract(epoch FROM ends_at - starts_at) / 60), samples, user_organisation_id, user_name, kind, 'reservation', $3, $4
    FROM clipped
  ON CONFLICT DO NOTHING RETURNING id`;

/** Makes usage records of completed reservations, one of each, however often and by however many it is run. */
@Injectable()
export class UsageFromReservations {
  private readonly logger = new Logger(UsageFromReservations.name);

  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** Records what nobody has recorded yet, each in a transaction of its own. @returns how many */
  async catchUp(): Promise<number> {
    const due: { order_id: string }[] = await this.db.query(UNRECORDED);
    let count = 0;
    for (const { order_id: orderId } of due) {
      try {
        if (await this.record(orderId)) count += 1;
      } catch (error) {
        // One that cannot be recorded stands in nobody's way.
        this.logger.error({ err: error, event: 'usage-not-recorded', orderId });
      }
    }
    return count;
  }

  /** Records the use of a completed order's reservation; false when there is none to record, or it is recorded. */
  record(orderId: string): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      const id = newId();
      let [made]: { id: string }[] = await tx.query(RECORD, [id, orderId, 'approved', null]);
      // Nothing was written because the time is taken, or because a rival was faster: then this writes nothing either.
      if (!made) [made] = await tx.query(RECORD, [id, orderId, 'rejected', OVERLAP]);
      if (!made) return false;
      await this.audit.record(tx, {
        ...{ actor: null, action: 'usage-record.from-reservation', detail: { orderId } },
        ...{ objectType: 'usage_record', objectId: id },
      });
      return true;
    });
  }
}
