import { Injectable } from '@nestjs/common';
import type { JobProcessor } from '@app/messaging';
import { DowntimesService } from './downtime/downtimes.service';
import { ProposalsService } from './proposals/proposals.service';
import { Offers } from './waiting-list/offers.service';
import { ReservationEndings } from './life/endings.service';
import { ApprovalReminders } from './life/approval-reminders.service';
import { OverrunsService } from './life/overruns.service';

/**
 * Each five minutes: requests nobody answered are reminded of or expire, time nobody came for is given back, unknown
 * ends roll on.
 */
@Injectable()
export class ReleaseStaleRequestsProcessor implements JobProcessor<'release-stale-requests'> {
  readonly job = 'release-stale-requests';

  constructor(
    private readonly endings: ReservationEndings,
    private readonly reminders: ApprovalReminders,
    private readonly overruns: OverrunsService,
    private readonly downtimes: DowntimesService,
    private readonly proposals: ProposalsService,
    private readonly offers: Offers,
  ) {}

  async process(): Promise<void> {
    await this.downtimes.rollForward();
    await this.proposals.sweep();
    await this.endings.releaseOvertaken();
    await this.reminders.sweep();
    await this.overruns.notice();
    // Last, when everything that ends by itself has given its time back.
    await this.offers.sweep();
  }
}
