import { Module, type DynamicModule } from '@nestjs/common';
import { Pool } from 'pg';
import { AdminController } from './admin.controller';
import { Faults } from './faults';
import { HealthController } from './health.controller';
import { RecordsController } from './records.controller';
import { RecordsService } from './records.service';
import { RecordStore } from './record.store';
import { ClientCredentials } from './signature.guard';

/** The stand-in for the regional platform, on a connection pool of its own. */
@Module({})
export class SandboxModule {
  static forRoot(pool: Pool, client: ClientCredentials): DynamicModule {
    return {
      module: SandboxModule,
      controllers: [RecordsController, AdminController, HealthController],
      providers: [
        { provide: Pool, useValue: pool },
        { provide: ClientCredentials, useValue: client },
        Faults,
        RecordStore,
        RecordsService,
      ],
    };
  }
}
