import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { Offers } from './offers.service';

/** Time of an instrument that somebody waits for became free; the trigger `occupancy_tell_freed` asks for this job. */
@Injectable()
export class OfferFreedTimeProcessor implements JobProcessor<'offer-freed-time'> {
  readonly job = 'offer-freed-time';

  constructor(private readonly offers: Offers) {}

  async process({ instrumentId }: JobPayloads['offer-freed-time']): Promise<void> {
    await this.offers.offerFreed(instrumentId);
  }
}
