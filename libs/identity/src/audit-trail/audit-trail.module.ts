import { type DynamicModule, Module } from '@nestjs/common';
import { AuditModule, type AuditSettings } from '@app/audit';
import { AuditTrailController } from './audit-trail.controller';
import { AuditTrail } from './audit-trail.service';

/** The audit trail as the audit administrator sees it. */
@Module({})
export class AuditTrailModule {
  static forRoot(settings: AuditSettings): DynamicModule {
    return {
      module: AuditTrailModule,
      imports: [AuditModule.withVerifier(settings)],
      controllers: [AuditTrailController],
      providers: [AuditTrail],
    };
  }
}
