import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, fen, instantOf, minutesOf } from '@app/common';
import { inTransaction } from '@app/database';
import { type BookingPolicy, InstrumentsService } from '@app/instruments';
import { respondBy } from './booking/approval.rules';
import { needsApproval } from './approval.queries';
import { lockReservation, type ReservationRow } from './reservation.queries';
import { changeState, recordTransition } from './transitions';

/** What was booked before the office had verified the organisation that books. */
@Injectable()
export class WaitingReservations {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Confirms those of a verified organisation's requests that waited for nothing else; what the lab is asked for goes on
   * waiting for the lab.
   *
   * @returns how many
   */
  async confirmFor(organisationId: string): Promise<number> {
    const waiting: { id: string }[] = await this.db.query(
      `SELECT id FROM reservation WHERE user_organisation_id = $1 AND state = 'requested' ORDER BY created_at`,
      [organisationId],
    );
    let count = 0;
    for (const { id } of waiting) if (await this.confirm(id)) count += 1;
    return count;
  }

  /** Each in a transaction of its own, so that a rival's step on one stands in no other's way. */
  private confirm(id: string): Promise<boolean> {
    return inTransaction(this.db, async (tx) => {
      const row = await lockReservation(tx, id);
      const startsAt = instantOf(row.starts_at);
      const isWaiting =
        row.state === 'requested' && row.is_verified && row.second_approval === null;
      // Answered by the lab, moved, begun or unverified again in the meantime.
      if (!isWaiting || startsAt <= instantOf(row.now)) return false;
      const instrument = await this.instruments.getBookable(
        tx,
        row.instrument_id,
        civilDateOf(startsAt),
      );
      const asked = {
        userOrganisationId: row.user_organisation_id,
        assisted: row.assisted,
        listFen: fen(row.list_fen),
        minutes: minutesOf({ startsAt, endsAt: instantOf(row.ends_at) }),
      };
      if (await needsApproval(tx, instrument, asked)) {
        await askLab(tx, row, instrument.policy);
        return false;
      }
      const step = { reservationId: id, version: row.version, actorId: null };
      await changeState(tx, { ...step, action: 'confirm', from: 'requested', to: 'confirmed' });
      await this.audit.record(tx, {
        actor: null,
        action: 'reservation.confirm',
        objectType: 'reservation',
        objectId: id,
      });
      return true;
    });
  }
}

/** From now on it waits for the lab, until here for the office. The job may come twice; the lab is asked once. */
async function askLab(
  tx: EntityManager,
  row: ReservationRow,
  policy: BookingPolicy,
): Promise<void> {
  const asked: unknown[] = await tx.query(
    `SELECT FROM reservation_history a WHERE a.reservation_id = $1 AND a.action = 'ask' AND NOT EXISTS (
       SELECT FROM reservation_history m WHERE m.reservation_id = $1 AND m.action = 'move' AND m.at > a.at)`,
    [row.id],
  );
  if (asked.length > 0) return;
  await tx.query('UPDATE reservation SET respond_by = $2 WHERE id = $1', [
    row.id,
    respondBy(policy, instantOf(row.now))?.toISO() ?? null,
  ]);
  const step = { reservationId: row.id, actorId: null, action: 'ask' };
  await recordTransition(tx, { ...step, from: 'requested', to: 'requested' });
}
