import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { InstrumentsModule, LedgerReader, ThreadLedgerReader } from '@app/instruments';
import { UsageFromReservations } from './usage-from-reservations.service';
import { UsageSheetController } from './usage-import.controller';
import { UsageImport } from './usage-import.service';
import { UsageRecord } from './usage-record.entity';
import { Evaluation } from './evaluation.service';
import { UsageRecordsController } from './usage-records.controller';
import { UsageRecords } from './usage-records.service';
import { defineUsagePersonalData } from './usage.personal-data';
import { UtilisationController } from './utilisation.controller';
import { Utilisation } from './utilisation.service';
import { defineUsageSubjects } from './usage.subjects';

/** What really happened on instruments, and the figures made of it. */
@Module({
  imports: [AccessModule, AuditModule, InstrumentsModule, TypeOrmModule.forFeature([UsageRecord])],
  controllers: [UsageRecordsController, UsageSheetController, UtilisationController],
  providers: [
    { provide: LedgerReader, useClass: ThreadLedgerReader },
    UsageFromReservations,
    UsageImport,
    UsageRecords,
    Utilisation,
    Evaluation,
  ],
  exports: [UsageFromReservations],
})
export class UsageModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineUsageSubjects(subjects);
    defineUsagePersonalData(personalData);
  }
}
