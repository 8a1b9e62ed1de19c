import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { WorkCalendarModule } from '@app/work-calendar';
import { CategoriesController } from './categories/categories.controller';
import { ImportRunsService } from './import/import-runs.service';
import { ImportRow, ImportRun } from './import/import-run.entity';
import { ImportsController, RunsController } from './import/imports.controller';
import { InstrumentFile } from './files/instrument-file.entity';
import {
  InstrumentEvidenceController,
  InstrumentFilesController,
} from './files/instrument-files.controller';
import { InstrumentFilesService } from './files/instrument-files.service';
import { InstrumentHistory } from './instrument-history.entity';
import { InstrumentHistories } from './instrument-history.service';
import { InstrumentLifecycleService } from './instrument-lifecycle.service';
import { InstrumentRegistration } from './instrument-registration';
import { InstrumentUnit } from './instrument-unit.entity';
import { Instrument } from './instrument.entity';
import { InstrumentsController } from './instruments.controller';
import { InstrumentsService } from './instruments.service';
import { ReviewRoute } from './review/review-route.entity';
import { ReviewRoutesController } from './review/review-routes.controller';
import { ReviewRoutesService } from './review/review-routes.service';
import { Reviews } from './review/reviews.service';
import { InstrumentFacetsController } from './search/instrument-facets.controller';
import { InstrumentTermsService } from './terms/instrument-terms.service';
import {
  BookingPolicyVersion,
  FeeScheduleVersion,
  OpeningHoursVersion,
} from './terms/terms.entity';
import { definePersonalData } from './instrument.personal-data';
import { defineSubjects } from './instrument.subjects';

/** The register of instruments, their terms, and the import of ledgers up to its queue. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    WorkCalendarModule,
    TypeOrmModule.forFeature([
      Instrument,
      InstrumentUnit,
      InstrumentFile,
      InstrumentHistory,
      OpeningHoursVersion,
      BookingPolicyVersion,
      FeeScheduleVersion,
      ImportRun,
      ImportRow,
      ReviewRoute,
    ]),
  ],
  // Imports and facets stand before instruments: their addresses would also fit /instruments/{id}.
  controllers: [
    ImportsController,
    RunsController,
    CategoriesController,
    ReviewRoutesController,
    InstrumentFacetsController,
    InstrumentsController,
    InstrumentFilesController,
    InstrumentEvidenceController,
  ],
  providers: [
    InstrumentsService,
    InstrumentLifecycleService,
    InstrumentHistories,
    Reviews,
    ReviewRoutesService,
    InstrumentTermsService,
    InstrumentFilesService,
    InstrumentRegistration,
    ImportRunsService,
  ],
  exports: [InstrumentsService, InstrumentRegistration],
})
export class InstrumentsModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }
}
