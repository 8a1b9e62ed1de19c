import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule } from '@app/audit';
import { ClaimsModule } from '@app/claims';
import type { Environment } from '@app/common';
import { DatabaseModule } from '@app/database';
import { FilesModule } from '@app/files';
import { HttpModule, Outbound } from '@app/http';
import { IdentityModule, IdentityWorkerModule } from '@app/identity';
import { InstrumentsWorkerModule } from '@app/instruments';
import { MessagingModule } from '@app/messaging';
import { NotificationsWorkerModule } from '@app/notifications';
import { OrdersWorkerModule } from '@app/orders';
import { SettlementsWorkerModule } from '@app/settlements';
import { PlatformSyncWorkerModule } from '@app/platform-sync';
import { ReservationsWorkerModule } from '@app/reservations';
import { VouchersWorkerModule } from '@app/vouchers';

/** Everything the worker runs: jobs, outbox relay, schedules and the audit sealer. */
@Module({})
export class WorkerModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        DatabaseModule.forRoot({
          url: environment.databaseUrl,
          poolSize: environment.databasePoolSize,
          applicationName: 'jiayi-worker',
        }),
        FilesModule.forRoot(environment, (rules) => new Outbound(rules).fetch),
        MessagingModule.forWorker(environment),
        AuditModule.withSealer(environment),
        HttpModule,
        IdentityModule.forRoot(environment),
        IdentityWorkerModule,
        InstrumentsWorkerModule,
        VouchersWorkerModule,
        OrdersWorkerModule,
        SettlementsWorkerModule,
        ClaimsModule,
        ReservationsWorkerModule,
        PlatformSyncWorkerModule,
        NotificationsWorkerModule.forRoot(environment),
      ],
    };
  }
}
