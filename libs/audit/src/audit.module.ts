import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditBlock } from './audit-block.entity';
import { AuditEntry } from './audit-entry.entity';
import { AuditService } from './audit.service';
import { RefusalLog } from './refusal-log';
import { AUDIT_KEY, AuditSealer } from './sealer.service';

/** The audit trail; the worker also seals it. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntry, AuditBlock])],
  providers: [AuditService, RefusalLog],
  exports: [AuditService, RefusalLog],
})
export class AuditModule {
  /** With the sealer, for the worker. */
  static withSealer(key: string): DynamicModule {
    return { module: AuditModule, providers: [{ provide: AUDIT_KEY, useValue: key }, AuditSealer] };
  }
}
