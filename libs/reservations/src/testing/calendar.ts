import { tmpdir } from 'node:os';
import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { type Interval, newId } from '@app/common';
import { DatabaseModule } from '@app/database';
import { FilesModule } from '@app/files';
import { type Actor, IdentityModule, type Role } from '@app/identity';
import type { BookingPolicy, OpeningHours } from '@app/instruments';
import { MessagingModule } from '@app/messaging';
import { OrderContracts, OrdersService, QuotesService } from '@app/orders';
import { AvailabilityService } from '../availability/availability.service';
import { DowntimeChangesService } from '../downtime/downtime-changes.service';
import { BusyTimes } from '../busy/busy-times.service';
import { DowntimesService } from '../downtime/downtimes.service';
import { MaintenancePlansService } from '../downtime/maintenance-plans.service';
import { HoldsService } from '../holds.service';
import { JointReservationsService } from '../joint/joint-reservations.service';
import { ExtendService } from '../life/extend.service';
import { HandOverService } from '../life/hand-over.service';
import { ReservationEndings } from '../life/endings.service';
import { ApprovalReminders } from '../life/approval-reminders.service';
import { OverrunsService } from '../life/overruns.service';
import { PenaltiesService } from '../life/penalties.service';
import { RatingsService } from '../life/ratings.service';
import { WalkInsService } from '../life/walk-ins.service';
import { MoveService } from '../move.service';
import { rangeText } from '../period.column';
import { ReservationLifeService } from '../reservation-life.service';
import type { QualificationResponse } from '../qualifications/qualification.dto';
import { QualificationsService } from '../qualifications/qualifications.service';
import type { ReservationResponse } from '../reservation.dto';
import { ProposalMaker } from '../proposals/proposal-maker.service';
import { ProposalsService } from '../proposals/proposals.service';
import { ReservationsModule } from '../reservations.module';
import { ReservationsService } from '../reservations.service';
import { SampleWorks } from '../sample-work/sample-works.service';
import { SeriesChangesService } from '../series/series-changes.service';
import { SeriesService } from '../series/series.service';
import { Offers } from '../waiting-list/offers.service';
import { WaitingListService } from '../waiting-list/waiting-list.service';
import { WaitingReservations } from '../waiting-reservations.service';
import { ALWAYS, NO_RULES } from './bookable';

/** A listed instrument with its holder's lab manager. */
export interface TestInstrument {
  id: string;
  unitIds: string[];
  lab: Actor;
}

interface InstrumentParts {
  policy?: Partial<BookingPolicy>;
  hours?: OpeningHours;
  units?: number;
  lab?: Actor;
}

/** The services of reservations on a test database, with builders that make what a test needs. */
export class TestCalendar {
  readonly reservations: ReservationsService;
  readonly moves: MoveService;
  readonly life: ReservationLifeService;
  readonly extensions: ExtendService;
  readonly handOvers: HandOverService;
  readonly reminders: ApprovalReminders;
  readonly overruns: OverrunsService;
  readonly penalties: PenaltiesService;
  readonly ratings: RatingsService;
  readonly walkIns: WalkInsService;
  readonly endings: ReservationEndings;
  readonly holds: HoldsService;
  readonly joint: JointReservationsService;
  readonly downtimes: DowntimesService;
  readonly downtimeChanges: DowntimeChangesService;
  readonly maintenance: MaintenancePlansService;
  readonly proposals: ProposalsService;
  readonly waitingList: WaitingListService;
  readonly offers: Offers;
  readonly proposalMaker: ProposalMaker;
  readonly availability: AvailabilityService;
  readonly qualifications: QualificationsService;
  readonly sampleWorks: SampleWorks;
  readonly series: SeriesService;
  readonly seriesChanges: SeriesChangesService;
  readonly waiting: WaitingReservations;
  readonly quotes: QuotesService;
  readonly busy: BusyTimes;
  readonly contracts: OrderContracts;
  readonly orders: OrdersService;
  readonly db: DataSource;

  private constructor(private readonly module: TestingModule) {
    this.reservations = module.get(ReservationsService);
    this.moves = module.get(MoveService);
    this.life = module.get(ReservationLifeService);
    this.extensions = module.get(ExtendService);
    this.handOvers = module.get(HandOverService);
    this.reminders = module.get(ApprovalReminders);
    this.overruns = module.get(OverrunsService);
    this.penalties = module.get(PenaltiesService);
    this.ratings = module.get(RatingsService);
    this.walkIns = module.get(WalkInsService);
    this.endings = module.get(ReservationEndings);
    this.holds = module.get(HoldsService);
    this.joint = module.get(JointReservationsService);
    this.downtimes = module.get(DowntimesService);
    this.downtimeChanges = module.get(DowntimeChangesService);
    this.maintenance = module.get(MaintenancePlansService);
    this.proposals = module.get(ProposalsService);
    this.waitingList = module.get(WaitingListService);
    this.offers = module.get(Offers);
    this.proposalMaker = module.get(ProposalMaker);
    this.availability = module.get(AvailabilityService);
    this.qualifications = module.get(QualificationsService);
    this.sampleWorks = module.get(SampleWorks);
    this.series = module.get(SeriesService);
    this.seriesChanges = module.get(SeriesChangesService);
    this.waiting = module.get(WaitingReservations);
    this.quotes = module.get(QuotesService, { strict: false });
    this.busy = module.get(BusyTimes, { strict: false });
    this.contracts = module.get(OrderContracts, { strict: false });
    this.orders = module.get(OrdersService, { strict: false });
    this.db = module.get(DataSource);
  }

  /** @param poolSize how many commands can be inside the database at once */
  static async start(url: string, poolSize = 20): Promise<TestCalendar> {
    @Module({
      imports: [
        DatabaseModule.forRoot({ url, poolSize, applicationName: 'jiayi-test' }),
        FilesModule.forRoot({ dataDirectory: tmpdir() }),
        IdentityModule.forRoot({
          insecureHttp: false,
          signInAttempts: 20,
          secretKey: 'a secret of at least 32 characters',
          demonstration: true,
          passwordPolicy: 'level-3',
          publicUrl: undefined,
        }),
        MessagingModule,
        ReservationsModule,
      ],
    })
    class CalendarModule {}
    return new TestCalendar(
      await Test.createTestingModule({ imports: [CalendarModule] }).compile(),
    );
  }

  stop(): Promise<void> {
    return this.module.close();
  }

  /** A person of an organisation of their own, unless told which. */
  async buildActor(role: Role, organisationId?: string): Promise<Actor> {
    const actor: Actor = {
      userId: newId(),
      displayName: '测试人员',
      organisationId: organisationId ?? newId(),
      organisationNameZh: '测试单位',
      organisationRegionCode: '330402',
      organisationVerified: true,
      agentOrganisationId: null,
      roles: [role],
    };
    await this.db.query(
      `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
       VALUES ($1, '测试单位', $2, 'enterprise', 'enterprise', '330402', '测试', '0573-00000000', 'verified')
       ON CONFLICT DO NOTHING`,
      [actor.organisationId, actor.organisationId],
    );
    await this.db.query(
      `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '测试人员', '-')`,
      [actor.userId, actor.userId],
    );
    await this.db.query(
      'INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, $3)',
      [actor.userId, actor.organisationId, role],
    );
    return actor;
  }

  /** Open around the clock, ¥600.00 an hour, without booking rules unless told otherwise. */
  async buildInstrument(parts: InstrumentParts = {}): Promise<TestInstrument> {
    const lab = parts.lab ?? (await this.buildActor('lab_manager'));
    const id = newId();
    await this.db.query(
      `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                               funding_classes, must_share, accepted_on, region_code, address, status, listed_at)
       VALUES ($1, $2, '场发射扫描电子显微镜', $3, '010102', 'Sigma 300', 'ZEISS', 245000000,
               '{fiscal_local}', true, '2025-03-18', '330402', '理化楼 101', 'listed', app_now())`,
      [id, lab.organisationId, id],
    );
    const unitIds = Array.from({ length: parts.units ?? 1 }, newId);
    await this.db.query(
      `INSERT INTO instrument_unit (id, instrument_id, position, name)
       SELECT unit, $1, position, position::text FROM unnest($2::uuid[]) WITH ORDINALITY AS given (unit, position)`,
      [id, unitIds],
    );
    await this.publishTerms(id, lab, parts);
    return { id, unitIds: unitIds.sort(), lab };
  }

  /** Makes bookings of each of the instruments take one thing that exists once; gives its unit. */
  async share(instruments: readonly TestInstrument[]): Promise<string> {
    const [resourceId, unitId] = [newId(), newId()];
    const [{ lab }] = instruments as [TestInstrument];
    await this.db.query(
      `INSERT INTO shared_resource (id, holder_id, kind, name_zh, created_by) VALUES ($1::uuid, $2, 'exclusion', $1::text, $3)`,
      [resourceId, lab.organisationId, lab.userId],
    );
    await this.db.query(
      `INSERT INTO instrument_unit (id, resource_id, position, name) VALUES ($1, $2, 1, '共用')`,
      [unitId, resourceId],
    );
    for (const { id } of instruments)
      await this.db.query(
        'INSERT INTO instrument_resource (instrument_id, resource_id) VALUES ($1, $2)',
        [id, resourceId],
      );
    return unitId;
  }

  /** Puts instruments into one laboratory of their holder. */
  async buildLab(
    instruments: readonly TestInstrument[],
    rules: { maxConcurrent?: number; oneAtATime?: boolean },
  ): Promise<void> {
    const [id, [{ lab }]] = [newId(), instruments as [TestInstrument]];
    await this.db.query(
      `INSERT INTO lab (id, holder_id, name_zh, max_concurrent, one_at_a_time) VALUES ($1, $2, '电镜室', $3, $4)`,
      [id, lab.organisationId, rules.maxConcurrent ?? null, rules.oneAtATime ?? false],
    );
    await this.db.query('UPDATE instrument SET lab_id = $1 WHERE id = ANY($2)', [
      id,
      instruments.map((instrument) => instrument.id),
    ]);
  }

  /** Makes an instrument a part of another one. */
  async makePart({ id }: TestInstrument, whole: TestInstrument): Promise<void> {
    await this.db.query('UPDATE instrument SET whole_id = $2 WHERE id = $1', [id, whole.id]);
  }

  private async publishTerms(id: string, lab: Actor, parts: InstrumentParts): Promise<void> {
    const { weekly, exceptions, onHolidays } = parts.hours ?? ALWAYS;
    const rules = { ...NO_RULES, ...parts.policy, version: undefined };
    const json = (value: unknown): string => JSON.stringify(value);
    await this.db.query(
      `INSERT INTO opening_hours (instrument_id, version, weekly, exceptions, on_holidays, created_by)
       VALUES ($1, 1, $2, $3, $4, $5)`,
      [id, json(weekly), json(exceptions), onHolidays, lab.userId],
    );
    await this.db.query(
      'INSERT INTO booking_policy (instrument_id, version, rules, created_by) VALUES ($1, 1, $2, $3)',
      [id, json(rules), lab.userId],
    );
    await this.db.query(
      `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
       VALUES ($1, 1, '2020-01-01', '[{"kind": "per_hour", "amountFen": 60000}]', $2)`,
      [id, lab.userId],
    );
  }

  book(actor: Actor, instrumentId: string, period: Interval): Promise<ReservationResponse> {
    const request = { instrumentId, ...isoOf(period), purpose: 'testing' as const };
    return this.reservations.create(actor, request, undefined);
  }

  /** What the lab of an instrument does once it has trained somebody; `validUntil` is the last civil day. */
  qualify(
    { id, lab }: TestInstrument,
    { userId }: Actor,
    validUntil?: string,
  ): Promise<QualificationResponse> {
    // Test people sign in by their id.
    return this.qualifications.grant(lab, id, { login: userId, validUntil }, {});
  }

  move(actor: Actor, id: string, period: Interval): Promise<ReservationResponse> {
    return this.moves.move(actor, id, isoOf(period), {});
  }

  async shownFree(instrumentId: string, within: Interval): Promise<Interval[]> {
    const query = { from: isoOf(within).startsAt, to: isoOf(within).endsAt };
    const { free } = await this.availability.forInstrument(instrumentId, query);
    return free.map(({ startsAt, endsAt }) => ({
      startsAt: DateTime.fromISO(startsAt).toUTC(),
      endsAt: DateTime.fromISO(endsAt).toUTC(),
    }));
  }

  /**
   * Reservations whose state says they have their time while no occupancy of theirs blocks it, or the other way round;
   * there must never be one, but for sets of units and uses that a downtime interrupts.
   */
  async countStrays(): Promise<number> {
    const [row]: { count: number }[] = await this.db.query(
      `SELECT count(*)::int AS count FROM reservation r
         LEFT JOIN occupancy o ON o.reservation_id = r.id AND o.blocking
        WHERE ((r.state IN ('requested', 'confirmed', 'in_use')) <> (o.id IS NOT NULL)
               OR (o.id IS NOT NULL AND o.during <> ${DURING}))
          AND NOT (r.state = 'in_use' AND EXISTS (
                SELECT FROM downtime d WHERE d.instrument_id = r.instrument_id AND tstzrange(d.starts_at, d.ends_at) && ${DURING}))`,
    );
    return row?.count ?? 0;
  }

  /** Pairs of blocking occupancies of one unit that share time; there must never be one. */
  async countOverlaps(): Promise<number> {
    const [row]: { count: number }[] = await this.db.query(
      `SELECT count(*)::int AS count FROM occupancy l JOIN occupancy r
          ON l.unit_id = r.unit_id AND l.id < r.id AND l.during && r.during AND l.blocking AND r.blocking`,
    );
    return row?.count ?? 0;
  }

  /** How many occupancies block a unit somewhere in a period. */
  async countBlocking(unitId: string, period: Interval): Promise<number> {
    const [row]: { count: number }[] = await this.db.query(
      'SELECT count(*)::int AS count FROM occupancy WHERE unit_id = $1 AND during && $2 AND blocking',
      [unitId, rangeText(period)],
    );
    return row?.count ?? 0;
  }
}

/** What a reservation `r` takes. */
const DURING = `tstzrange(r.starts_at - make_interval(mins => r.set_up_minutes), r.ends_at + make_interval(mins => r.clean_up_minutes))`;

/** A period as requests carry it. */
export const isoOf = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: startsAt.toISO() ?? '',
  endsAt: endsAt.toISO() ?? '',
});

/** A period of hours so many days after the present hour. */
export const ahead = (days: number, fromHour: number, toHour: number): Interval => {
  const base = DateTime.utc().startOf('day').plus({ days });
  return { startsAt: base.plus({ hours: fromHour }), endsAt: base.plus({ hours: toHour }) };
};
