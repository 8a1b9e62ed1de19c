import type { MigrationInterface } from 'typeorm';
import { Foundation1795397239000 } from './1795397239000-foundation';
import { Schema1795398623420 } from './1795398623420-schema';
import { Rules1795398651083 } from './1795398651083-rules';
import { Identity1795407443082 } from './1795407443082-identity';
import { AuditTrail1795409000000 } from './1795409000000-audit-trail';
import { ClaimDrafts1795409253396 } from './1795409253396-claim-drafts';
import { Tenancy1795410564286 } from './1795410564286-tenancy';
import { InstrumentRecord1795418938632 } from './1795418938632-instrument-record';
import { InstrumentSearch1795419200000 } from './1795419200000-instrument-search';
import { InstrumentFiles1795419900000 } from './1795419900000-instrument-files';
import { InstrumentReview1795419950000 } from './1795419950000-instrument-review';
import { InstrumentRevision1795420100000 } from './1795420100000-instrument-revision';
import { ImportPreview1795421000000 } from './1795421000000-import-preview';
import { WorkCalendarYears1795421100000 } from './1795421100000-work-calendar-years';
import { SharingDuty1795421200000 } from './1795421200000-sharing-duty';
import { ContractTemplate1795421300000 } from './1795421300000-contract-template';
import { UnitSets1795423000000 } from './1795423000000-unit-sets';
import { ReservationSeries1795424000000 } from './1795424000000-reservation-series';
import { NarrowSearch1795425000000 } from './1795425000000-narrow-search';
import { OccupancyHasAnEnd1795425100000 } from './1795425100000-occupancy-has-an-end';
import { Labs1795426000000 } from './1795426000000-labs';
import { BookingTerms1795426100000 } from './1795426100000-booking-terms';
import { Qualification1795427000000 } from './1795427000000-qualification';
import { UserGroups1795427100000 } from './1795427100000-user-groups';
import { Penalty1795428000000 } from './1795428000000-penalty';
import { Rating1795428100000 } from './1795428100000-rating';
import { MaintenancePlan1795429000000 } from './1795429000000-maintenance-plan';
import { DisplacementProposal1795429100000 } from './1795429100000-displacement-proposal';
import { WaitingList1795429200000 } from './1795429200000-waiting-list';
import { UsageRecord1795430000000 } from './1795430000000-usage-record';
import { CalendarFeed1795430100000 } from './1795430100000-calendar-feed';
import { BusyTime1795430200000 } from './1795430200000-busy-time';
import { ReservationNews1795431000000 } from './1795431000000-reservation-news';
import { Webhooks1795431100000 } from './1795431100000-webhooks';
import { SecondApproval1795432000000 } from './1795432000000-second-approval';
import { OrderHistory1795433000000 } from './1795433000000-order-history';
import { ChangeOrders1795433100000 } from './1795433100000-change-orders';
import { Disputes1795433200000 } from './1795433200000-disputes';
import { UntoldSteps1795434000000 } from './1795434000000-untold-steps';
import { NotificationChannels1795435000000 } from './1795435000000-notification-channels';
import { OrderContract1795435100000 } from './1795435100000-order-contract';
import { OrderAccountsAndInvoices1795436000000 } from './1795436000000-order-accounts-and-invoices';
import { Receipts1795436100000 } from './1795436100000-receipts';
import { SampleOrders1795437000000 } from './1795437000000-sample-orders';
import { OfflineServices1795440000000 } from './1795440000000-offline-services';
import { SettlementTerms1795440100000 } from './1795440100000-settlement-terms';
import { Statements1795440200000 } from './1795440200000-statements';
import { BankImports1795440300000 } from './1795440300000-bank-imports';
import { InvoiceRequests1795440400000 } from './1795440400000-invoice-requests';
import { OrderMessages1795440500000 } from './1795440500000-order-messages';
import { OrderNews1795440600000 } from './1795440600000-order-news';
import { AgreedPrices1795440700000 } from './1795440700000-agreed-prices';
import { SamplePlanning1795440800000 } from './1795440800000-sample-planning';
import { SampleWork1795440850000 } from './1795440850000-sample-work';
import { ClaimInvoices1795440900000 } from './1795440900000-claim-invoices';
import { ProjectCards1795441000000 } from './1795441000000-project-cards';
import { IncomeShares1795441100000 } from './1795441100000-income-shares';
import { PartialRedInvoices1795450200000 } from './1795450200000-partial-red-invoices';
import { VoucherRules1795450300000 } from './1795450300000-voucher-rules';
import { ClaimPolicy1795450400000 } from './1795450400000-claim-policy';
import { PaymentNotices1795450400100 } from './1795450400100-payment-notices';
import { LedgerChecks1795450500000 } from './1795450500000-ledger-checks';
import { BehindOrganisations1795450600000 } from './1795450600000-behind-organisations';
import { QuotaApplications1795450610000 } from './1795450610000-quota-applications';
import { ServiceNatures1795460400000 } from './1795460400000-service-natures';
import { VoucherWithdrawals1795460600000 } from './1795460600000-voucher-withdrawals';

/** Every migration in its order; listed as classes, so that source and build run the same ones. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  Foundation1795397239000,
  Schema1795398623420,
  Rules1795398651083,
  Identity1795407443082,
  AuditTrail1795409000000,
  ClaimDrafts1795409253396,
  Tenancy1795410564286,
  InstrumentRecord1795418938632,
  InstrumentSearch1795419200000,
  InstrumentFiles1795419900000,
  InstrumentReview1795419950000,
  InstrumentRevision1795420100000,
  ImportPreview1795421000000,
  WorkCalendarYears1795421100000,
  SharingDuty1795421200000,
  ContractTemplate1795421300000,
  UnitSets1795423000000,
  ReservationSeries1795424000000,
  NarrowSearch1795425000000,
  OccupancyHasAnEnd1795425100000,
  Labs1795426000000,
  BookingTerms1795426100000,
  Qualification1795427000000,
  UserGroups1795427100000,
  Penalty1795428000000,
  Rating1795428100000,
  MaintenancePlan1795429000000,
  DisplacementProposal1795429100000,
  WaitingList1795429200000,
  UsageRecord1795430000000,
  CalendarFeed1795430100000,
  BusyTime1795430200000,
  ReservationNews1795431000000,
  Webhooks1795431100000,
  SecondApproval1795432000000,
  OrderHistory1795433000000,
  ChangeOrders1795433100000,
  Disputes1795433200000,
  UntoldSteps1795434000000,
  NotificationChannels1795435000000,
  OrderContract1795435100000,
  OrderAccountsAndInvoices1795436000000,
  Receipts1795436100000,
  SampleOrders1795437000000,
  OfflineServices1795440000000,
  SettlementTerms1795440100000,
  Statements1795440200000,
  BankImports1795440300000,
  InvoiceRequests1795440400000,
  OrderMessages1795440500000,
  OrderNews1795440600000,
  AgreedPrices1795440700000,
  SamplePlanning1795440800000,
  SampleWork1795440850000,
  ClaimInvoices1795440900000,
  ProjectCards1795441000000,
  IncomeShares1795441100000,
  PartialRedInvoices1795450200000,
  VoucherRules1795450300000,
  ClaimPolicy1795450400000,
  PaymentNotices1795450400100,
  LedgerChecks1795450500000,
  BehindOrganisations1795450600000,
  QuotaApplications1795450610000,
  ServiceNatures1795460400000,
  VoucherWithdrawals1795460600000,
];
