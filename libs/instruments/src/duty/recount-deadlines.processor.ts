import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { DeadlineRecount } from './deadline-recount.service';

/** Follows a change of the work calendar. */
@Injectable()
export class RecountDeadlinesProcessor implements JobProcessor<'recount-deadlines'> {
  readonly job = 'recount-deadlines';

  constructor(private readonly deadlines: DeadlineRecount) {}

  async process({ year }: JobPayloads['recount-deadlines']): Promise<void> {
    await this.deadlines.recount(year);
  }
}
