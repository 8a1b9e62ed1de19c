export * from './audit-block.entity';
export * from './audit-entry.entity';
export * from './audit.module';
export { type AuditRecord, AuditService } from './audit.service';
export { RefusalLog } from './refusal-log';
export * from './sealer';
