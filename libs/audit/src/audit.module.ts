import { type DynamicModule, Module, type Type } from '@nestjs/common';
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

  /** With the verifier, for whoever shows the trail. */
  static withVerifier(settings: AuditSettings): DynamicModule {
    return withSettings(settings, AuditVerifier);
  }

  /** With the sealer, for the worker. */
  static withSealer(settings: AuditSettings): DynamicModule {
    return withSettings(settings, AuditSealer);
  }
}

const withSettings = (settings: AuditSettings, service: Type): DynamicModule => ({
  module: AuditModule,
  providers: [{ provide: AUDIT_SETTINGS, useValue: settings }, service],
  exports: [service],
});
