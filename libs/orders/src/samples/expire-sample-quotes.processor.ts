import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import type { JobProcessor } from '@app/messaging';
import { SampleQuotes } from './sample-quotes.service';

/** Daily, just after midnight: orders end whose quote nobody accepted in time. */
@Injectable()
export class ExpireSampleQuotesProcessor implements JobProcessor<'expire-sample-quotes'> {
  readonly job = 'expire-sample-quotes';

  constructor(
    private readonly db: DataSource,
    private readonly quotes: SampleQuotes,
  ) {}

  async process(): Promise<void> {
    await inTransaction(this.db, (tx) => this.quotes.expire(tx));
  }
}
