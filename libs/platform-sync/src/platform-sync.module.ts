import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { SyncItem } from './sync-item.entity';
import { SyncRun } from './sync-run.entity';
import { SyncController } from './sync.controller';
import { SyncService } from './sync.service';
import { definePersonalData } from './sync.personal-data';
import { defineSubjects } from './sync.subjects';

/** Runs and records of the exchange with the regional platform, for people to look at. */
@Module({
  imports: [AccessModule, AuditModule, TypeOrmModule.forFeature([SyncRun, SyncItem])],
  controllers: [SyncController],
  providers: [SyncService],
})
export class PlatformSyncModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineSubjects(subjects);
    definePersonalData(personalData);
  }
}
