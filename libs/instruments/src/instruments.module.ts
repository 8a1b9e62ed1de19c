import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { WorkCalendarModule } from '@app/work-calendar';
import { CategoriesController } from './categories/categories.controller';
import { ImportRunsService } from './import/import-runs.service';
import { ImportRow, ImportRun } from './import/import-run.entity';
import { ImportsController, RunsController } from './import/imports.controller';
import { InstrumentHistory } from './instrument-history.entity';
import { InstrumentLifecycleService } from './instrument-lifecycle.service';
import { InstrumentRegistration } from './instrument-registration';
import { InstrumentUnit } from './instrument-unit.entity';
import { Instrument } from './instrument.entity';
import { InstrumentsController } from './instruments.controller';
import { InstrumentsService } from './instruments.service';
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
      InstrumentHistory,
      OpeningHoursVersion,
      BookingPolicyVersion,
      FeeScheduleVersion,
      ImportRun,
      ImportRow,
    ]),
  ],
  // Imports stand before instruments: their address would also fit /instruments/{id}.
  controllers: [ImportsController, RunsController, CategoriesController, InstrumentsController],
  providers: [
    InstrumentsService,
    InstrumentLifecycleService,
    InstrumentTermsService,
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
