import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { WorkCalendarModule } from '@app/work-calendar';
import { ClassifiedHolding } from './classified-holding.entity';
import { ClassifiedHoldings } from './classified-holdings.service';
import { InstrumentConnection } from './connection.entity';
import {
  ClassifiedHoldingsController,
  ExternalIdsController,
  SensorsController,
} from './connections.controller';
import { Connections } from './connections.service';
import { DutyController } from './duty.controller';
import { DutyService } from './duty.service';
import { defineDutyPersonalData, defineDutySubjects } from './duty.subjects';
import { DutyExemption } from './exemption.entity';
import { ExemptionsController } from './exemptions.controller';
import { Exemptions } from './exemptions.service';
import { InstrumentExternalId } from './external-id.entity';
import { ExternalIds } from './external-ids.service';
import { UseDecision } from './use-decision.entity';
import { UseDecisions } from './use-decisions.service';

/** The duty to share: decisions, exemptions, deadlines, and the figures over all of it. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    WorkCalendarModule,
    TypeOrmModule.forFeature([
      ClassifiedHolding,
      DutyExemption,
      InstrumentConnection,
      InstrumentExternalId,
      UseDecision,
    ]),
  ],
  controllers: [
    DutyController,
    ExemptionsController,
    ExternalIdsController,
    SensorsController,
    ClassifiedHoldingsController,
  ],
  providers: [DutyService, UseDecisions, Exemptions, ExternalIds, Connections, ClassifiedHoldings],
  exports: [ExternalIds],
})
export class DutyModule {
  constructor(subjects: Subjects, personalData: PersonalDataSources) {
    defineDutySubjects(subjects);
    defineDutyPersonalData(personalData);
  }
}
