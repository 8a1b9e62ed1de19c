import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { BusyWorkerModule } from './busy/busy.worker.module';
import { ConfirmWaitingProcessor } from './confirm-waiting.processor';
import { PlanMaintenanceProcessor } from './downtime/plan-maintenance.processor';
import { ProposeTimesProcessor } from './proposals/propose-times.processor';
import { OfferFreedTimeProcessor } from './waiting-list/offer-freed-time.processor';
import { ReleaseRetiredProcessor } from './release-retired.processor';
import { ReleaseStaleRequestsProcessor } from './release-stale-requests.processor';
import { RemindQualificationsProcessor } from './qualifications/remind-qualifications.processor';
import { ReservationsModule } from './reservations.module';
import { UsageWorkerModule } from './usage/usage.worker.module';

/** The jobs of reservations, for the worker. */
@Module({
  imports: [ReservationsModule, BusyWorkerModule, UsageWorkerModule],
  providers: [
    provideProcessor(ConfirmWaitingProcessor),
    provideProcessor(PlanMaintenanceProcessor),
    provideProcessor(ProposeTimesProcessor),
    provideProcessor(OfferFreedTimeProcessor),
    provideProcessor(ReleaseRetiredProcessor),
    provideProcessor(ReleaseStaleRequestsProcessor),
    provideProcessor(RemindQualificationsProcessor),
  ],
})
export class ReservationsWorkerModule {}
