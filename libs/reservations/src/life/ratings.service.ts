import { Injectable } from '@nestjs/common';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import type { RateRequest, ReservationResponse } from '../reservation.dto';
import { ReservationSteps, stateConflict } from './reservation-steps';

/** Takes what a user organisation thinks of a service that was rendered. */
@Injectable()
export class RatingsService {
  constructor(private readonly steps: ReservationSteps) {}

  /** @throws ReservationStateConflict when it is not completed or has been rated (409) */
  rate(
    actor: Actor,
    id: string,
    { stars, comment }: RateRequest,
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.steps.take(actor, id, how, { action: 'rate' }, ({ row }) => {
      if (row.rating !== null) throw stateConflict(actor, row, 'rate');
      return Promise.resolve({ rating: stars, rating_comment: comment ?? null });
    });
  }
}
