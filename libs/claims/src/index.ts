export * from './claim-file.entity';
export * from './claim-invoice.entity';
export type { ClaimResponse } from './claim.dto';
export * from './claim.entity';
export * from './claim.errors';
export * from './claims.module';
export * from './claims.service';
export * from './payment-batch.entity';
export * from './payment-batches.service';
