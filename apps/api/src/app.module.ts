import { type DynamicModule, Module } from '@nestjs/common';
import { OrderArchivesModule } from '@app/archives';
import { ClaimsModule } from '@app/claims';
import type { Environment } from '@app/common';
import { DatabaseModule } from '@app/database';
import { FilesModule } from '@app/files';
import { HttpModule, Outbound } from '@app/http';
import { AuditTrailModule, IdentityModule } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { MessagingModule } from '@app/messaging';
import { NotificationsModule } from '@app/notifications';
import { OrderContractsModule, OrdersModule } from '@app/orders';
import { PlatformSyncModule } from '@app/platform-sync';
import { ReservationsModule } from '@app/reservations';
import { SettlementsModule } from '@app/settlements';
import { VouchersModule } from '@app/vouchers';
import { WorkCalendarModule } from '@app/work-calendar';

/** Everything the API answers, composed; the rules live in the libs. */
@Module({})
export class AppModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.forRoot({
          url: environment.databaseUrl,
          poolSize: environment.databasePoolSize,
          applicationName: 'jiayi-api',
        }),
        FilesModule.forRoot(environment, (rules) => new Outbound(rules).fetch),
        MessagingModule,
        HttpModule,
        IdentityModule.forRoot(environment),
        AuditTrailModule.forRoot(environment),
        WorkCalendarModule,
        InstrumentsModule,
        VouchersModule,
        OrdersModule,
        OrderContractsModule,
        SettlementsModule,
        ClaimsModule,
        ReservationsModule,
        OrderArchivesModule,
        PlatformSyncModule,
        NotificationsModule.forRoot(environment),
      ],
    };
  }
}
