import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@app/audit';
import { AccessModule, PersonalDataSources, Subjects } from '@app/identity';
import { InstrumentsModule } from '@app/instruments';
import { MachineTime, OrderContractsModule, OrdersModule, ServicePeriods } from '@app/orders';
import { WorkCalendarModule } from '@app/work-calendar';
import { Alternatives } from './alternatives.service';
import { AvailabilityController } from './availability/availability.controller';
import { AvailabilityService } from './availability/availability.service';
import { TimelineController } from './timeline/timeline.controller';
import { TimelineService } from './timeline/timeline.service';
import { BookingFactsLoader } from './booking/booking-facts';
import { Downtime } from './downtime/downtime.entity';
import { DowntimeChangesService } from './downtime/downtime-changes.service';
import { DowntimesController } from './downtime/downtimes.controller';
import { DowntimesService } from './downtime/downtimes.service';
import { MaintenanceDate, MaintenancePlan } from './downtime/maintenance-plan.entity';
import { MaintenancePlansController } from './downtime/maintenance-plans.controller';
import { MaintenancePlansService } from './downtime/maintenance-plans.service';
import { BusyModule } from './busy/busy.module';
import { FeedsModule } from './feeds/feeds.module';
import { HoldsService } from './holds.service';
import { JointReservationsController } from './joint/joint-reservations.controller';
import { JointReservationsService } from './joint/joint-reservations.service';
import { ReservationEndings } from './life/endings.service';
import { ExtendService } from './life/extend.service';
import { HandOverService } from './life/hand-over.service';
import { ApprovalReminders } from './life/approval-reminders.service';
import { OverrunsService } from './life/overruns.service';
import { PenaltiesService } from './life/penalties.service';
import { Penalty } from './life/penalty.entity';
import { RatingsService } from './life/ratings.service';
import { Release } from './life/release';
import { Repricing } from './life/repricing.service';
import { ReservationSteps } from './life/reservation-steps';
import { WalkInsController } from './life/walk-ins.controller';
import { WalkInsService } from './life/walk-ins.service';
import { MoveService } from './move.service';
import { Occupancy } from './occupancy.entity';
import { Reservation, ReservationHistory } from './reservation.entity';
import { ReservationLifeService } from './reservation-life.service';
import { HoldsController, ReservationsController } from './reservations.controller';
import { ReservationsService } from './reservations.service';
import { ReservationSeries } from './series/reservation-series.entity';
import { ReservationSeriesController } from './series/series.controller';
import { SeriesChangesService } from './series/series-changes.service';
import { SeriesService } from './series/series.service';
import {
  MyQualificationsController,
  QualificationsController,
} from './qualifications/qualifications.controller';
import { Qualification } from './qualifications/qualification.entity';
import { QualificationsService } from './qualifications/qualifications.service';
import { DisplacementProposal } from './proposals/displacement-proposal.entity';
import { ProposalMaker } from './proposals/proposal-maker.service';
import {
  DisplacementAnswersController,
  ProposalsController,
} from './proposals/proposals.controller';
import { ProposalsService } from './proposals/proposals.service';
import { definePersonalData } from './reservation.personal-data';
import { defineSubjects } from './reservation.subjects';
import { SampleWork } from './sample-work/sample-work.entity';
import { FREE_OF_ORDER } from './sample-work/sample-work.queries';
import { SampleWorksController } from './sample-work/sample-works.controller';
import { SampleWorks } from './sample-work/sample-works.service';
import { UsageModule } from './usage/usage.module';
import { Offers } from './waiting-list/offers.service';
import { WaitingEntry } from './waiting-list/waiting-entry.entity';
import { WaitingListController } from './waiting-list/waiting-list.controller';
import { WaitingListService } from './waiting-list/waiting-list.service';
import { WaitingReservations } from './waiting-reservations.service';

/** Occupancy, booking rules, reservations and availability. */
@Module({
  imports: [
    AccessModule,
    AuditModule,
    InstrumentsModule,
    OrdersModule,
    OrderContractsModule,
    WorkCalendarModule,
    BusyModule,
    FeedsModule,
    UsageModule,
    TypeOrmModule.forFeature([
      Occupancy,
      Reservation,
      ReservationHistory,
      Penalty,
      ReservationSeries,
      Downtime,
      MaintenancePlan,
      MaintenanceDate,
      DisplacementProposal,
      WaitingEntry,
      Qualification,
      SampleWork,
    ]),
  ],
  controllers: [
    AvailabilityController,
    TimelineController,
    ReservationsController,
    HoldsController,
    WalkInsController,
    ReservationSeriesController,
    JointReservationsController,
    DowntimesController,
    MaintenancePlansController,
    ProposalsController,
    DisplacementAnswersController,
    WaitingListController,
    SampleWorksController,
    QualificationsController,
    MyQualificationsController,
  ],
  providers: [
    Alternatives,
    AvailabilityService,
    TimelineService,
    BookingFactsLoader,
    DowntimeChangesService,
    DowntimesService,
    MaintenancePlansService,
    Offers,
    ProposalMaker,
    ProposalsService,
    WaitingListService,
    HoldsService,
    JointReservationsService,
    MoveService,
    QualificationsService,
    ExtendService,
    HandOverService,
    ApprovalReminders,
    OverrunsService,
    PenaltiesService,
    RatingsService,
    WalkInsService,
    Release,
    Repricing,
    ReservationEndings,
    ReservationLifeService,
    ReservationSteps,
    ReservationsService,
    SampleWorks,
    SeriesService,
    SeriesChangesService,
    WaitingReservations,
  ],
  exports: [
    DowntimesService,
    MaintenancePlansService,
    Offers,
    ApprovalReminders,
    OverrunsService,
    ProposalMaker,
    ProposalsService,
    QualificationsService,
    ReservationEndings,
    WaitingReservations,
  ],
})
export class ReservationsModule {
  constructor(
    subjects: Subjects,
    personalData: PersonalDataSources,
    periods: ServicePeriods,
    machineTime: MachineTime,
  ) {
    machineTime.define(FREE_OF_ORDER);
    defineSubjects(subjects);
    definePersonalData(personalData);
    periods.define('SELECT starts_at, ends_at FROM reservation WHERE order_id = $1');
  }
}
