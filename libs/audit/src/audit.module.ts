import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditBlock } from './audit-block.entity';
import { settledXid } from './audit-clock';
import { AuditEntry } from './audit-entry.entity';
import { AUDIT_SETTINGS, type AuditSettings } from './audit.settings';
import { AuditService } from './audit.service';
import { AuditVerifier } from './audit-verifier';
import { RefusalLog } from './refusal-log';
import { AuditSealer } from './sealer.service';

/** The audit trail; the worker also seals it, the api also verifies it. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry, AuditBlock])],
  providers: [AuditService, RefusalLog],
  exports: [AuditService, RefusalLog],
})
export class AuditModule {
  constructor(private readonly db: DataSource) {}

  /** Nobody serves while new entries would fall among old ones. */
  async onModuleInit(): Promise<void> {
    await settledXid(this.db);
  }

  /** With the verifier, for every process that answers. */
  static forRoot(settings: AuditSettings): DynamicModule {
    return {
      module: AuditModule,
      providers: [{ provide: AUDIT_SETTINGS, useValue: settings }, AuditVerifier],
      exports: [AuditVerifier],
      // Whoever shows the trail is a lib that imports the plain module.
      global: true,
    };
  }

  /** With the sealer as well, for the worker. */
  static withSealer(settings: AuditSettings): DynamicModule {
    const module = AuditModule.forRoot(settings);
    return {
      ...module,
      providers: [...(module.providers ?? []), AuditSealer],
      exports: [...(module.exports ?? []), AuditSealer],
    };
  }
}
