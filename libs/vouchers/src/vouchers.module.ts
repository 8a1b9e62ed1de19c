import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { VoucherBooksController } from './books/voucher-books.controller';
import { VoucherBooks } from './books/voucher-books.service';
import { Appropriation } from './appropriation.entity';
import { Ledger } from './ledger';
import { LedgerAccount } from './ledger-account.entity';
import { LedgerBalances } from './ledger-balances.service';
import { LedgerCheck } from './ledger-check.entity';
import { LedgerChecks } from './ledger-checks.service';
import { LedgerInvariants } from './ledger-invariants.service';
import { LedgerTransfer } from './ledger-transfer.entity';
import { LedgerController } from './ledger.controller';
import { QuotaApplication } from './quota/quota-application.entity';
import { QuotaApplicationsController } from './quota/quota-applications.controller';
import { QuotaApplications } from './quota/quota-applications.service';
import { QuotaEligibilityController } from './quota/quota-eligibility.controller';
import { VoucherHold } from './voucher-hold.entity';
import { VoucherWithdrawal } from './withdrawals/voucher-withdrawal.entity';
import { VoucherWithdrawalsController } from './withdrawals/voucher-withdrawals.controller';
import { VoucherWithdrawals } from './withdrawals/voucher-withdrawals.service';
import { VoucherIssueService } from './voucher-issue.service';
import { VoucherProgramme } from './voucher-programme.entity';
import { VoucherProgrammesController } from './voucher-programmes.controller';
import { VoucherProgrammesService } from './voucher-programmes.service';
import { Voucher } from './voucher.entity';
import { VoucherRules } from './voucher-rules.entity';
import { VoucherRulesController } from './voucher-rules.controller';
import { VoucherRulesService } from './voucher-rules.service';
import { VouchersController } from './vouchers.controller';
import { VouchersService } from './vouchers.service';
import { definePersonalData } from './voucher.personal-data';
import { defineSubjects } from './voucher.subjects';

/** Programmes, vouchers and the ledger under them. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    TypeOrmModule.forFeature([
      VoucherProgramme,
      VoucherRules,
      Appropriation,
      Voucher,
      QuotaApplication,
      VoucherHold,
      VoucherWithdrawal,
      LedgerAccount,
      LedgerTransfer,
      LedgerCheck,
    ]),
  ],
  controllers: [
    VoucherProgrammesController,
    VoucherRulesController,
    VouchersController,
    VoucherWithdrawalsController,
    LedgerController,
    VoucherBooksController,
    QuotaApplicationsController,
    QuotaEligibilityController,
  ],
  providers: [
    VoucherBooks,
    Ledger,
    LedgerBalances,
    LedgerChecks,
    LedgerInvariants,
    VoucherProgrammesService,
    VoucherRulesService,
    VoucherIssueService,
    QuotaApplications,
    VouchersService,
    VoucherWithdrawals,
  ],
  exports: [
    Ledger,
    LedgerBalances,
    LedgerChecks,
    LedgerInvariants,
    VoucherProgrammesService,
    VoucherIssueService,
    VouchersService,
  ],
})
export class VouchersModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }
}
