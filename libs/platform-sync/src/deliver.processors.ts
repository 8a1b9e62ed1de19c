import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobPayloads, JobProcessor } from '@app/messaging';
import { DeliveriesService } from './deliveries.service';
import { findInstrumentOfOrder } from './records.queries';

/** Sends an instrument in its present state, soon after it changed. */
@Injectable()
export class DeliverInstrumentProcessor implements JobProcessor<'deliver-instrument'> {
  readonly job = 'deliver-instrument';

  constructor(private readonly deliveries: DeliveriesService) {}

  async process({ instrumentId }: JobPayloads['deliver-instrument']): Promise<void> {
    await this.deliveries.deliver('instrument', [instrumentId]);
  }
}

/** Sends a completed service, after the instrument it names. */
@Injectable()
export class DeliverServiceRecordProcessor implements JobProcessor<'deliver-service-record'> {
  readonly job = 'deliver-service-record';

  constructor(
    private readonly db: DataSource,
    private readonly deliveries: DeliveriesService,
  ) {}

  async process({ orderId }: JobPayloads['deliver-service-record']): Promise<void> {
    const instrumentId = await findInstrumentOfOrder(this.db.manager, orderId);
    if (instrumentId === null) return;
    await this.deliveries.deliver('instrument', [instrumentId]);
    await this.deliveries.deliver('service_record', [orderId]);
  }
}
