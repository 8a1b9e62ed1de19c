import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { ReservationEndings } from './life/endings.service';

/** When an instrument is retired, what was booked on it ends and gives its voucher back. */
@Injectable()
export class ReleaseRetiredProcessor implements JobProcessor<'release-retired'> {
  readonly job = 'release-retired';

  constructor(private readonly endings: ReservationEndings) {}

  async process({ instrumentId }: JobPayloads['release-retired']): Promise<void> {
    await this.endings.releaseRetired(instrumentId);
  }
}
