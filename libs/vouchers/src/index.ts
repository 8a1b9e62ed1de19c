export * from './appropriation.entity';
export type { Invariant } from './invariants.sql';
export * from './ledger';
export * from './ledger-account.entity';
export * from './ledger-balances.service';
export * from './ledger-check.entity';
export * from './ledger-checks.service';
export * from './ledger-invariants.service';
export * from './ledger-transfer.entity';
export * from './ledger.errors';
export * from './quota/quota-application.entity';
export * from './quota/related-parties.rules';
export * from './voucher-hold.entity';
export * from './voucher-issue.service';
export * from './voucher-programme.entity';
export * from './voucher-programmes.service';
export * from './voucher-rules.entity';
export * from './voucher.entity';
export * from './voucher.errors';
export type { Capture } from './voucher.queries';
export {
  PAYMENT_MODES,
  type PaymentMode,
  SERVICE_NATURES,
  type ServiceNature,
  type Subsidy,
  VOUCHER_PURPOSES,
  VOUCHER_REASONS,
  type VoucherPurpose,
  type VoucherReason,
} from './voucher.rules';
export * from './vouchers.module';
export * from './vouchers.service';
export * from './vouchers.worker.module';
export * from './withdrawals/voucher-withdrawal.entity';
