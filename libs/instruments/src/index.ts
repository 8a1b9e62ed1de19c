export { EXTERNAL_SCHEMES, type ExternalScheme } from './duty/duty.words';
export {
  type ExternalIdOutcome,
  type ExternalIdRecord,
  ExternalIds,
} from './duty/external-ids.service';
export type { Asker } from './groups/asker';
export type { AskerGroup } from './groups/group-terms.rules';
export type { BookableFilter, BookableInstrument, BookableLab } from './bookable-instrument';
export { CATEGORIES, CATEGORY_SCHEME, type InstrumentCategory } from './categories/category-table';
export { FUNDING_CLASSES, type FundingClass } from './record/funding-class';
export { BLANK_DRAFT, draftOf, type InstrumentDraft } from './record/instrument-draft';
export type { Acquisition, CarrierKind, InstrumentType } from './record/record.words';
export { SUBJECTS } from './record/subjects';
export { dutyOf, InstrumentRegistration } from './instrument-registration';
export { InstrumentUnit } from './instrument-unit.entity';
export { Instrument } from './instrument.entity';
export { AssetNumberTaken, InstrumentNotFound, InstrumentStateConflict } from './instrument.errors';
export { INSTRUMENT_STATUSES, type InstrumentStatus, mustShare } from './instrument.rules';
export { beginReview, SHORT_FORM } from './review/review.rules';
export { readCivilDate } from './import/civil-date';
export type { LedgerUpload } from './import/import-runs.service';
export { ledgerTypeOf } from './import/ledger-content';
export { LedgerReader, ThreadLedgerReader } from './import/ledger-reader';
export { readUploadedLedger } from './import/uploaded-ledger';
export { SearchFilters } from './search/search.dto';
export { REVIEWING_COUNTY } from './instrument.subjects';
export { InstrumentsModule } from './instruments.module';
export { InstrumentsService } from './instruments.service';
export { InstrumentsWorkerModule } from './instruments.worker.module';
export {
  BUILT_IN_CLAUSES,
  CONTRACT_CLAUSES,
  type ContractClause,
  type ContractClauses,
  type Placeholder,
  PLACEHOLDERS,
} from './terms/contract/contract-clauses';
export { renderClauses } from './terms/contract/contract-template.rules';
export { ContractTemplates } from './terms/contract/contract-templates.service';
export type { AgreedLine, AgreedTerms } from './terms/agreed-terms';
export { feeFor } from './terms/fee-schedule.rules';
export {
  type BookingPolicy,
  type CancellationFee,
  type CancellationStep,
  DEFAULT_BOOKING_POLICY,
  FEE_KINDS,
  FEE_TIERS,
  type FeeKind,
  type FeeLine,
  type FeeSchedule,
  type FeeTier,
  NO_OPENING_HOURS,
  type OffPeakWindow,
  type OpeningException,
  type OpeningHours,
  type OpeningWindow,
  type Quota,
  SECOND_APPROVERS,
  type SecondApprover,
  type WeeklyWindow,
} from './terms/terms';
