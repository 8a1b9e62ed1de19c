import { Injectable } from '@nestjs/common';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import type { ReservationResponse } from '../reservation.dto';
import { ReservationSteps, stateConflict } from './reservation-steps';

/** Forgives points for reservations not kept. */
@Injectable()
export class PenaltiesService {
  constructor(private readonly steps: ReservationSteps) {}

  /** @throws ReservationStateConflict when the reservation has no points that count (409) */
  forgive(actor: Actor, id: string, why: string, how: CommandCall): Promise<ReservationResponse> {
    return this.steps.take(actor, id, how, { action: 'forgive' }, async ({ tx, row }) => {
      const [forgiven]: [unknown[], number] = await tx.query(
        `UPDATE penalty SET forgiven_at = app_now(), forgiven_by = $2, forgiven_reason = $3
          WHERE reservation_id = $1 AND forgiven_at IS NULL RETURNING id`,
        [id, actor.userId, why],
      );
      if (forgiven.length === 0) throw stateConflict(actor, row, 'forgive');
      return {};
    });
  }
}
