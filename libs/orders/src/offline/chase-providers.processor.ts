import { Injectable } from '@nestjs/common';
import type { JobProcessor } from '@app/messaging';
import { OfflineReminders } from './offline-reminders.service';

/** Daily in the morning: silent providers are reminded, the bureau is told of those that stay so, and rendered services are asked after. */
@Injectable()
export class ChaseProvidersProcessor implements JobProcessor<'chase-providers'> {
  readonly job = 'chase-providers';

  constructor(private readonly reminders: OfflineReminders) {}

  async process(): Promise<void> {
    await this.reminders.chase();
    await this.reminders.askCompletion();
  }
}
