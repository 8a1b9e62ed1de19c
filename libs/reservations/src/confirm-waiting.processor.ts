import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { WaitingReservations } from './waiting-reservations.service';

/** When an organisation is verified, what it had booked before and nobody else is asked for is confirmed. */
@Injectable()
export class ConfirmWaitingProcessor implements JobProcessor<'confirm-waiting'> {
  readonly job = 'confirm-waiting';

  constructor(private readonly waiting: WaitingReservations) {}

  async process({ organisationId }: JobPayloads['confirm-waiting']): Promise<void> {
    await this.waiting.confirmFor(organisationId);
  }
}
