import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source';
import { IdempotencyKey } from './idempotency-key.entity';
import { requireConnections, requireSchemaVersion } from './schema-version';

interface DatabaseModuleSettings {
  url: string;
  poolSize: number;
  applicationName: string;
}

/** The process's one data source; entities arrive with the modules that own them. */
@Module({})
export class DatabaseModule {
  static forRoot(settings: DatabaseModuleSettings): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => ({
            ...dataSourceOptions(settings),
            entities: undefined,
            autoLoadEntities: true,
            retryAttempts: 0,
          }),
          dataSourceFactory: async (options) => {
            if (!options) throw new Error('the data source needs options');
            const db = await new DataSource(options).initialize();
            await requireSchemaVersion(db);
            await requireConnections(db, settings.poolSize);
            return db;
          },
        }),
        TypeOrmModule.forFeature([IdempotencyKey]),
      ],
    };
  }
}
