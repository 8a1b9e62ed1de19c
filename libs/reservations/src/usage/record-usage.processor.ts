import { Injectable } from '@nestjs/common';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { UsageFromReservations } from './usage-from-reservations.service';

/** A completed reservation becomes a usage record. */
@Injectable()
export class RecordUsageProcessor implements JobProcessor<'record-usage'> {
  readonly job = 'record-usage';

  constructor(private readonly usage: UsageFromReservations) {}

  async process({ orderId }: JobPayloads['record-usage']): Promise<void> {
    await this.usage.record(orderId);
  }
}

/** Each night: what was completed before there were records, or by a process that died. */
@Injectable()
export class CatchUpUsageProcessor implements JobProcessor<'catch-up-usage'> {
  readonly job = 'catch-up-usage';

  constructor(private readonly usage: UsageFromReservations) {}

  async process(): Promise<void> {
    while ((await this.usage.catchUp()) > 0);
  }
}
