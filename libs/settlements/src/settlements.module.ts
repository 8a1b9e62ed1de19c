import { Module, type OnModuleInit } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { LedgerReader, ThreadLedgerReader } from '@app/instruments';
import { AttachmentReleases, OrdersModule, OrdersService } from '@app/orders';
import { LedgerInvariants, VouchersModule } from '@app/vouchers';
import { OrderAccount } from './accounts/order-account.entity';
import { OrderBalancesController } from './accounts/order-balances.controller';
import { OrderBalances } from './accounts/order-balances.service';
import { ArrearsController } from './arrears/arrears.controller';
import { Arrears } from './arrears/arrears.service';
import { BankImport } from './bank-imports/bank-import.entity';
import { BankImportsController } from './bank-imports/bank-imports.controller';
import { BankImports } from './bank-imports/bank-imports.service';
import { IncomeMonth, IncomeShare, IncomeShareRule } from './income-shares/income-share.entity';
import { IncomeShareRules } from './income-shares/income-share-rules.service';
import { IncomeSharesController } from './income-shares/income-shares.controller';
import { IncomeShares } from './income-shares/income-shares.service';
import { SETTLEMENT_INVARIANTS } from './invariants.sql';
import { InvoiceAllocation } from './invoices/invoice-allocation.entity';
import { InvoiceProfileController } from './invoice-requests/invoice-profile.controller';
import { InvoiceProfile } from './invoice-requests/invoice-profile.entity';
import { InvoiceProfiles } from './invoice-requests/invoice-profiles.service';
import { InvoiceRequestPart } from './invoice-requests/invoice-request-part.entity';
import { InvoiceRequest } from './invoice-requests/invoice-request.entity';
import { InvoiceRequestsController } from './invoice-requests/invoice-requests.controller';
import { InvoiceRequests } from './invoice-requests/invoice-requests.service';
import { Invoice } from './invoices/invoice.entity';
import { InvoicesController } from './invoices/invoices.controller';
import { InvoicesService } from './invoices/invoices.service';
import { Prepayments } from './prepayments/prepayments.service';
import { CardTransfer } from './project-cards/card-transfer.entity';
import { CardTransfers } from './project-cards/card-transfers.service';
import { ProjectCard, ProjectCardCharger } from './project-cards/project-card.entity';
import { ProjectCardsController } from './project-cards/project-cards.controller';
import { ProjectCards } from './project-cards/project-cards.service';
import { Receipt } from './receipts/receipt.entity';
import { SettlementSheetsController } from './sheets/settlement-sheets.controller';
import { SettlementSheets } from './sheets/settlement-sheets.service';
import { ReceiptSuggestions } from './receipts/receipt-suggestions';
import { ReceiptsController } from './receipts/receipts.controller';
import { ReceiptsService } from './receipts/receipts.service';
import { SettlementEntry } from './receipts/settlement-entry.entity';
import { StatementInvoices } from './statements/statement-invoices.service';
import { StatementPapers } from './statements/statement-papers.service';
import { StatementLine } from './statements/statement-line.entity';
import { Statement } from './statements/statement.entity';
import { StatementsController } from './statements/statements.controller';
import { StatementsService } from './statements/statements.service';
import { SettlementTerms } from './terms/settlement-terms.entity';
import { SettlementTermsController } from './terms/settlement-terms.controller';
import { SettlementTermsService } from './terms/settlement-terms.service';
import { definePersonalData } from './settlement.personal-data';
import { defineSubjects } from './settlement.subjects';
import { WriteOff } from './write-offs/write-off.entity';
import { WriteOffsController } from './write-offs/write-offs.controller';
import { WriteOffs } from './write-offs/write-offs.service';

/** What is owed and paid for orders (结算). */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    VouchersModule,
    OrdersModule,
    TypeOrmModule.forFeature([
      OrderAccount,
      ...[ProjectCard, ProjectCardCharger, CardTransfer],
      ...[IncomeShareRule, IncomeMonth, IncomeShare],
      Invoice,
      InvoiceAllocation,
      Receipt,
      BankImport,
      InvoiceProfile,
      InvoiceRequest,
      InvoiceRequestPart,
      SettlementEntry,
      WriteOff,
      SettlementTerms,
      ...[Statement, StatementLine],
    ]),
  ],
  controllers: [
    ProjectCardsController,
    IncomeSharesController,
    SettlementSheetsController,
    InvoicesController,
    ReceiptsController,
    BankImportsController,
    InvoiceProfileController,
    InvoiceRequestsController,
    OrderBalancesController,
    WriteOffsController,
    SettlementTermsController,
    StatementsController,
    ArrearsController,
  ],
  providers: [
    ProjectCards,
    CardTransfers,
    IncomeShareRules,
    IncomeShares,
    SettlementSheets,
    { provide: LedgerReader, useClass: ThreadLedgerReader },
    BankImports,
    ReceiptSuggestions,
    InvoiceProfiles,
    InvoiceRequests,
    InvoicesService,
    ReceiptsService,
    OrderBalances,
    WriteOffs,
    SettlementTermsService,
    ...[StatementsService, StatementInvoices, StatementPapers, Arrears, Prepayments],
  ],
  exports: [OrderBalances, StatementsService],
})
export class SettlementsModule implements OnModuleInit {
  constructor(
    private readonly invariants: LedgerInvariants,
    private readonly orders: OrdersService,
    private readonly releases: AttachmentReleases,
    private readonly arrears: Arrears,
    private readonly prepayments: Prepayments,
    subjects: Subjects,
    personalData: PersonalDataSources,
  ) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }

  onModuleInit(): void {
    this.invariants.add(SETTLEMENT_INVARIANTS);
    this.orders.addPlacingRule((tx, { providerOrganisationId, userOrganisationId }) =>
      this.arrears.requireWithin(tx, providerOrganisationId, userOrganisationId),
    );
    this.orders.addStartingRule((tx, orderId) => this.prepayments.requireCovered(tx, orderId));
    this.releases.addCondition((tx, download) => this.prepayments.findWithheld(tx, download));
  }
}
