import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { WorkCalendarModule } from '@app/work-calendar';
import { CategoriesController } from './categories/categories.controller';
import { InstrumentExportController } from './export/instrument-export.controller';
import { InstrumentExportService } from './export/instrument-export.service';
import { ImportRepairsService } from './import/import-repairs.service';
import { DutyModule } from './duty/duty.module';
import { ImportRunsService } from './import/import-runs.service';
import { ImportMapping, ImportRow, ImportRun } from './import/import-run.entity';
import { ImportsController, RunsController } from './import/imports.controller';
import { ProblemRows } from './import/problem-rows.service';
import { InstrumentFile } from './files/instrument-file.entity';
import {
  InstrumentEvidenceController,
  InstrumentFilesController,
} from './files/instrument-files.controller';
import { InstrumentFilesService } from './files/instrument-files.service';
import { InstrumentHistoryController } from './instrument-history.controller';
import { InstrumentHistory } from './instrument-history.entity';
import { InstrumentHistories } from './instrument-history.service';
import { InstrumentLifecycleService } from './instrument-lifecycle.service';
import { InstrumentRegistration } from './instrument-registration';
import { InstrumentUnit } from './instrument-unit.entity';
import { Instrument } from './instrument.entity';
import { InstrumentsController } from './instruments.controller';
import { InstrumentsService } from './instruments.service';
import { Lab } from './labs/lab.entity';
import { InstrumentLabController, LabsController } from './labs/labs.controller';
import { LabsService } from './labs/labs.service';
import { QualityModule } from './quality/quality.module';
import { ReviewRoute } from './review/review-route.entity';
import { ReviewRoutesController } from './review/review-routes.controller';
import { ReviewRoutesService } from './review/review-routes.service';
import { Reviews } from './review/reviews.service';
import { InstrumentRevision } from './revisions/instrument-revision.entity';
import { RevisionProposals } from './revisions/revision-proposals';
import { OpenRevisionsController, RevisionsController } from './revisions/revisions.controller';
import { Revisions } from './revisions/revisions.service';
import { InstrumentFacetsController } from './search/instrument-facets.controller';
import { InstrumentTermsService } from './terms/instrument-terms.service';
import { HolderBookingPolicy } from './terms/holder-policy/holder-booking-policy.entity';
import { HolderPoliciesController } from './terms/holder-policy/holder-policies.controller';
import { HolderPolicies } from './terms/holder-policy/holder-policies.service';
import { ContractTemplatesController } from './terms/contract/contract-templates.controller';
import { ContractTemplates } from './terms/contract/contract-templates.service';
import { TermsVersionsController } from './terms/terms-versions.controller';
import {
  BookingPolicyVersion,
  FeeScheduleVersion,
  OpeningHoursVersion,
} from './terms/terms.entity';
import { UserGroup, UserGroupMember } from './groups/user-group.entity';
import { UserGroupsController } from './groups/user-groups.controller';
import { UserGroupsService } from './groups/user-groups.service';
import { definePersonalData } from './instrument.personal-data';
import { defineSubjects } from './instrument.subjects';
import {
  InstrumentResourcesController,
  SharedResourcesController,
} from './resources/resources.controller';
import { ResourcesService } from './resources/resources.service';
import { InstrumentResource, SharedResource } from './resources/shared-resource.entity';

/** The register of instruments, their terms, and the import of ledgers up to its queue. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    WorkCalendarModule,
    DutyModule,
    QualityModule,
    TypeOrmModule.forFeature([
      Instrument,
      InstrumentUnit,
      InstrumentFile,
      SharedResource,
      InstrumentResource,
      Lab,
      InstrumentHistory,
      UserGroup,
      UserGroupMember,
      OpeningHoursVersion,
      BookingPolicyVersion,
      HolderBookingPolicy,
      FeeScheduleVersion,
      ImportRun,
      ImportRow,
      ImportMapping,
      ReviewRoute,
      InstrumentRevision,
    ]),
  ],
  // Imports and facets stand before instruments: their addresses would also fit /instruments/{id}.
  controllers: [
    ImportsController,
    RunsController,
    InstrumentExportController,
    CategoriesController,
    ReviewRoutesController,
    InstrumentFacetsController,
    InstrumentsController,
    InstrumentHistoryController,
    TermsVersionsController,
    ContractTemplatesController,
    HolderPoliciesController,
    RevisionsController,
    OpenRevisionsController,
    InstrumentFilesController,
    InstrumentEvidenceController,
    UserGroupsController,
    SharedResourcesController,
    InstrumentResourcesController,
    LabsController,
    InstrumentLabController,
  ],
  providers: [
    InstrumentsService,
    InstrumentLifecycleService,
    InstrumentHistories,
    Reviews,
    ReviewRoutesService,
    RevisionProposals,
    Revisions,
    InstrumentTermsService,
    ContractTemplates,
    HolderPolicies,
    InstrumentFilesService,
    ResourcesService,
    UserGroupsService,
    LabsService,
    InstrumentRegistration,
    ImportRunsService,
    ImportRepairsService,
    ProblemRows,
    InstrumentExportService,
  ],
  exports: [DutyModule, InstrumentsService, InstrumentRegistration, ContractTemplates],
})
export class InstrumentsModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }
}
