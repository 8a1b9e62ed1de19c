import { Module } from '@nestjs/common';
import { provideProcessor } from '@app/messaging';
import { ConfirmWaitingProcessor } from './confirm-waiting.processor';
import { ReleaseRetiredProcessor } from './release-retired.processor';
import { ReleaseStaleRequestsProcessor } from './release-stale-requests.processor';
import { ReservationsModule } from './reservations.module';

/** The jobs of reservations, for the worker. */
@Module({
  imports: [ReservationsModule],
  providers: [
    provideProcessor(ConfirmWaitingProcessor),
    provideProcessor(ReleaseRetiredProcessor),
    provideProcessor(ReleaseStaleRequestsProcessor),
  ],
})
export class ReservationsWorkerModule {}
