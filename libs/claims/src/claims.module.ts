import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { OrdersModule } from '@app/orders';
import { LedgerInvariants, VouchersModule } from '@app/vouchers';
import { WorkCalendarModule } from '@app/work-calendar';
import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ClaimDraftsController } from './claim-drafts.controller';
import { ClaimDrafts } from './claim-drafts.service';
import { ClaimFile } from './claim-file.entity';
import { ClaimInvoice } from './claim-invoice.entity';
import { ClaimLedger } from './claim-ledger';
import { ClaimPaperwork } from './claim-paperwork';
import { Claim } from './claim.entity';
import { ClaimedInvoice } from './claimed-invoice.entity';
import { ClaimableOrders } from './claimable-orders';
import { ClaimsController } from './claims.controller';
import { ClaimsService } from './claims.service';
import { CLAIM_INVARIANTS } from './invariants.sql';
import { PaymentBatch } from './payment-batch.entity';
import { PaymentBatchesController } from './payment-batches.controller';
import { PaymentBatchesService } from './payment-batches.service';
import { NoticeObjection } from './notices/notice-objection.entity';
import { NoticeObjectionsController } from './notices/notice-objections.controller';
import { NoticeObjections } from './notices/notice-objections.service';
import { PaymentNoticeLine } from './notices/payment-notice-line.entity';
import { PaymentNotice } from './notices/payment-notice.entity';
import { PaymentNoticesController } from './notices/payment-notices.controller';
import { PaymentNotices } from './notices/payment-notices.service';
import { ClaimPoliciesController } from './policy/claim-policies.controller';
import { ClaimPolicies } from './policy/claim-policies.service';
import { ClaimPolicy } from './policy/claim-policy.entity';
import { ClaimRisksController } from './risks/claim-risks.controller';
import { ClaimRisks } from './risks/claim-risks.service';
import { definePersonalData } from './claim.personal-data';
import { defineSubjects } from './claim.subjects';

/** Claims for used vouchers, their review and payment. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    VouchersModule,
    OrdersModule,
    WorkCalendarModule,
    TypeOrmModule.forFeature([
      Claim,
      ClaimInvoice,
      ClaimedInvoice,
      ClaimFile,
      ClaimPolicy,
      PaymentBatch,
      PaymentNotice,
      PaymentNoticeLine,
      NoticeObjection,
    ]),
  ],
  controllers: [
    ...[ClaimsController, ClaimDraftsController, ClaimRisksController],
    ...[ClaimPoliciesController, PaymentBatchesController],
    ...[PaymentNoticesController, NoticeObjectionsController],
  ],
  providers: [
    ...[ClaimPaperwork, ClaimLedger, ClaimableOrders],
    ...[ClaimDrafts, ClaimsService, ClaimRisks, ClaimPolicies, PaymentBatchesService],
    ...[PaymentNotices, NoticeObjections],
  ],
  exports: [ClaimsService, PaymentBatchesService],
})
export class ClaimsModule implements OnModuleInit {
  constructor(
    private readonly invariants: LedgerInvariants,
    subjects: Subjects,
    personalData: PersonalDataSources,
  ) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }

  onModuleInit(): void {
    this.invariants.add(CLAIM_INVARIANTS);
  }
}
