import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditService } from '@app/audit';
import { civilDateOf, fen, instantOf, minutesOf } from '@app/common';
import { inTransaction } from '@app/database';
import { InstrumentsService } from '@app/instruments';
import { respondBy } from './booking/approval.rules';
import { needsApproval } from './approval.queries';
import { lockReservation } from './reservation.queries';
import { changeState } from './transitions';

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
        // Asked of the lab from now on: until here it waited for the office.
        await tx.query('UPDATE reservation SET respond_by = $2 WHERE id = $1', [
          id,
          respondBy(instrument.policy, instantOf(row.now))?.toISO() ?? null,
        ]);
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
