import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { ReservationLifeService } from './reservation-life.service';

/** When an instrument is retired, what was booked on it ends and gives its voucher back. */
@Injectable()
export class ReleaseRetiredProcessor implements JobProcessor<'release-retired'> {
  readonly job = 'release-retired';

  constructor(private readonly life: ReservationLifeService) {}

  async process({ instrumentId }: JobPayloads['release-retired']): Promise<void> {
    await this.life.releaseRetired(instrumentId);
  }
}
