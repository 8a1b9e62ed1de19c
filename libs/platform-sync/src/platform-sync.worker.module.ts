import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { ConfigurationError, environment, type Environment } from '@app/common';
import { Outbound } from '@app/http';
import { InstrumentsModule } from '@app/instruments';
import { provideProcessor } from '@app/messaging';
import { DeliverInstrumentProcessor, DeliverServiceRecordProcessor } from './deliver.processors';
import { DeliveriesService } from './deliveries.service';
import { FilePlatform } from './file.platform';
import { HttpJsonPlatform } from './http-json.platform';
import { PLATFORM_SETTINGS, type PlatformSettings } from './platform-sync.settings';
import { RecordReader } from './record-reader';
import { RegionalPlatform } from './regional-platform';
import { RunCollector } from './run-collector';
import { NightlySyncProcessor, RunSyncProcessor } from './run.processors';
import { SyncItem } from './sync-item.entity';
import { SyncRun } from './sync-run.entity';
import { SyncRunner } from './sync-runner';

/** The platform's settings of a process. */
function platformSettings(from: Environment): PlatformSettings {
  return {
    platformUrl: from.platformUrl,
    privateHosts: from.outboundPrivateHosts,
    appKey: from.platformAppKey,
    secret: from.platformSecret,
    directory: join(from.dataDirectory, 'platform-dry-run'),
    publicUrl: from.publicUrl,
    retryBaseMs: 1_000,
    leaseSeconds: 10,
  };
}

/** The adapter that fits the settings. @throws ConfigurationError for an address without a secret, or one that must not be called */
function makePlatform(settings: PlatformSettings): RegionalPlatform {
  const { platformUrl, privateHosts, appKey, secret, directory } = settings;
  if (platformUrl === undefined) return new FilePlatform(directory);
  if (secret === undefined) {
    throw new ConfigurationError(
      'PLATFORM_URL is set but PLATFORM_SECRET is not; calls must be signed.',
    );
  }
  const outbound = new Outbound({ peers: [platformUrl], privateHosts });
  return new HttpJsonPlatform(platformUrl, { appKey, secret }, outbound);
}

/** Delivery and nightly runs, for the worker; how to reach the platform comes from the environment. */
@Module({
  imports: [AuditModule, InstrumentsModule, TypeOrmModule.forFeature([SyncRun, SyncItem])],
  providers: [
    { provide: PLATFORM_SETTINGS, useFactory: () => platformSettings(environment()) },
    { provide: RegionalPlatform, useFactory: makePlatform, inject: [PLATFORM_SETTINGS] },
    RecordReader,
    DeliveriesService,
    RunCollector,
    SyncRunner,
    provideProcessor(DeliverInstrumentProcessor),
    provideProcessor(DeliverServiceRecordProcessor),
    provideProcessor(RunSyncProcessor),
    provideProcessor(NightlySyncProcessor),
  ],
})
export class PlatformSyncWorkerModule {}
