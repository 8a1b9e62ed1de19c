import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { ProposalMaker } from './proposal-maker.service';

/** After a downtime: what each displaced reservation may have instead, unless its request has made that already. */
@Injectable()
export class ProposeTimesProcessor implements JobProcessor<'propose-times'> {
  readonly job = 'propose-times';

  constructor(private readonly maker: ProposalMaker) {}

  async process({ reservationId }: JobPayloads['propose-times']): Promise<void> {
    await this.maker.proposeFor(reservationId);
  }
}
