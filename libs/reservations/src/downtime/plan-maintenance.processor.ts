import { Injectable } from '@nestjs/common';
import type { JobProcessor } from '@app/messaging';
import { MaintenancePlansService } from './maintenance-plans.service';

/** Each night: the dates of maintenance plans that have come within reach are made. */
@Injectable()
export class PlanMaintenanceProcessor implements JobProcessor<'plan-maintenance'> {
  readonly job = 'plan-maintenance';

  constructor(private readonly plans: MaintenancePlansService) {}

  async process(): Promise<void> {
    await this.plans.catchUp();
  }
}
