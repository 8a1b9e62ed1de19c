import { Injectable } from '@nestjs/common';
import type { JobProcessor } from '@app/messaging';
import { QualificationsService } from './qualifications.service';

/** Each morning: whose qualification ends soon is told so. */
@Injectable()
export class RemindQualificationsProcessor implements JobProcessor<'remind-qualifications'> {
  readonly job = 'remind-qualifications';

  constructor(private readonly qualifications: QualificationsService) {}

  async process(): Promise<void> {
    await this.qualifications.remind();
  }
}
