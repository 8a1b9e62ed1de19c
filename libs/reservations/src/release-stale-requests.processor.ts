import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '@app/database';
import type { JobProcessor } from '@app/messaging';
import { ReservationLifeService } from './reservation-life.service';

/** Each five minutes: requests nobody answered expire, and time nobody came for is given back. */
@Injectable()
export class ReleaseStaleRequestsProcessor implements JobProcessor<'release-stale-requests'> {
  readonly job = 'release-stale-requests';

  constructor(
    private readonly db: DataSource,
    private readonly life: ReservationLifeService,
  ) {}

  async process(): Promise<void> {
    await inTransaction(this.db, (tx) => this.life.releaseOvertaken(tx));
  }
}
