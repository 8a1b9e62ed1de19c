import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { OrdersModule } from '@app/orders';
import { LedgerInvariants, VouchersModule } from '@app/vouchers';
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
    TypeOrmModule.forFeature([
      Claim,
      ClaimInvoice,
      ClaimedInvoice,
      ClaimFile,
      ClaimPolicy,
      PaymentBatch,
    ]),
  ],
  controllers: [
    ...[ClaimsController, ClaimDraftsController, ClaimRisksController],
    ...[ClaimPoliciesController, PaymentBatchesController],
  ],
  providers: [
    ...[ClaimPaperwork, ClaimLedger, ClaimableOrders],
    ...[ClaimDrafts, ClaimsService, ClaimRisks, ClaimPolicies, PaymentBatchesService],
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
