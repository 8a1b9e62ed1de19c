import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { civilDateOf, FieldsRefused, instantOf, type Interval, isoInZone } from '@app/common';
import { fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import {
  type BookableFilter,
  type Asker,
  type BookableInstrument,
  InstrumentsService,
} from '@app/instruments';
import { periodOf, QuotesService } from '@app/orders';
import { WorkCalendarService } from '@app/work-calendar';
import { databaseNow } from '../booking/booking-facts';
import { findFullLabs } from '../booking/lab.queries';
import { findBusy, findBusyByUnit, unitsOf } from '../occupancy.queries';
import type {
  AvailabilityQuery,
  AvailabilityResponse,
  FoundAvailability,
  FoundInstrument,
  RestrictionResponse,
  SearchAvailabilityQuery,
  SearchAvailabilityResponse,
} from './availability.dto';
import { freeTime, isAllowedLength, shortestOf, slotsOf } from './free-time.rules';
import { findAskerFacts, type Looked } from './restrictions.queries';
import { type Restriction, restrictionsOf, restrictionsWithin } from './restrictions.rules';

const MAX_DAYS = 31;
const DEFAULT_LIMIT = 20;
/** Slots shown on a card. */
const SLOTS = 3;
/** Instruments tested at a time while walking the catalogue. */
const CHUNK = 40;

const shown = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});

/** What is free: what it shows can be booked, and what can be booked it shows. */
@Injectable()
export class AvailabilityService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly workCalendar: WorkCalendarService,
    private readonly quotes: QuotesService,
  ) {}

  /** Free and busy time of one instrument, with what stands against bookings of the asker in that time. */
  async forInstrument(
    instrumentId: string,
    query: AvailabilityQuery,
    asker?: Asker,
  ): Promise<AvailabilityResponse> {
    const within = searchPeriod(query);
    const tx = this.db.manager;
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(within.startsAt),
      asker,
    );
    const facts = {
      instrument,
      calendar: await this.workCalendar.load(),
      busyByUnit: await findBusyByUnit(tx, [instrument], within),
      fullLabs: await findFullLabs(tx, [instrument], within),
      within,
      now: await databaseNow(tx),
    };
    const busy = await findBusy(tx, unitsOf(instrument), within);
    const free = freeTime(facts);
    const known = asker && (await findAskerFacts(this.db, asker, [{ instrument, within }]));
    const own = known?.get(instrumentId);
    const shortest = shortestOf(free, instrument.policy);
    return {
      free: free.map(shown),
      busy: busy.map(({ kind, ...period }) => ({ kind, ...shown(period) })),
      restrictions: own ? restrictionsWithin(own, within, shortest).map(toRestriction) : [],
    };
  }

  /**
   * The first instruments with a free period of the length, walking the catalogue until the page is full, each with the
   * price of its first slot, after the voucher where one is named. Where no listed instrument is called as typed, those
   * of the nearest spelling.
   */
  async search(actor: Actor, query: SearchAvailabilityQuery): Promise<SearchAvailabilityResponse> {
    const items = await this.find(actor, query);
    if (items.length > 0) return { items };
    const correctedTo = await this.instruments.correctTyping(this.db.manager, query.q);
    if (correctedTo === undefined) return { items };
    return { items: await this.find(actor, { ...query, q: correctedTo }), correctedTo };
  }

  private async find(actor: Actor, query: SearchAvailabilityQuery): Promise<FoundAvailability[]> {
    const serviceDate = civilDateOf(instantOf(query.from));
    const found = await this.walk(actor, query, query.limit ?? DEFAULT_LIMIT);
    const known = await findAskerFacts(this.db, actor, found.map(lookedAt));
    const items: FoundAvailability[] = [];
    for (const { instrument, slots } of found) {
      const quote = await this.quotes.price(this.db.manager, {
        instrument: await this.pricedOn(
          actor,
          instrument,
          civilDateOf(slots[0].startsAt),
          serviceDate,
        ),
        userOrganisationId: actor.organisationId,
        period: slots[0],
        purpose: query.purpose ?? 'testing',
        sampleCount: 0,
        voucherId: query.voucherId,
      });
      const own = known.get(instrument.id);
      items.push({
        instrument: toFound(instrument),
        slots: slots.map(shown),
        quote,
        restrictions: own ? restrictionsOf(own, slots).map(toRestriction) : [],
      });
    }
    return items;
  }

  /** The instrument with the prices of a day, which may be others than those at the beginning of the search. */
  private async pricedOn(
    actor: Actor,
    instrument: BookableInstrument,
    day: string,
    known: string,
  ): Promise<BookableInstrument> {
    if (day === known) return instrument;
    return this.instruments.getBookable(this.db.manager, instrument.id, day, actor);
  }

  private async walk(actor: Actor, query: SearchAvailabilityQuery, limit: number): Promise<Free[]> {
    const within = searchPeriod(query);
    const filter = { ...narrowingOf(query), serviceDate: civilDateOf(within.startsAt) };
    const found: Free[] = [];
    let after: string | undefined;
    for (;;) {
      const chunk = await this.instruments.findBookable(
        this.db.manager,
        filter,
        after,
        CHUNK,
        actor,
      );
      found.push(...(await this.test(chunk, within, query.durationMinutes)));
      if (chunk.length < CHUNK || found.length >= limit) return found.slice(0, limit);
      after = chunk.at(-1)?.id;
    }
  }

  private async test(
    instruments: readonly BookableInstrument[],
    within: Interval,
    minutes: number,
  ): Promise<Free[]> {
    const busyByUnit = await findBusyByUnit(this.db.manager, instruments, within);
    const fullLabs = await findFullLabs(this.db.manager, instruments, within);
    const calendar = await this.workCalendar.load();
    const now = await databaseNow(this.db.manager);
    return instruments.flatMap((instrument) => {
      if (!isAllowedLength(instrument.policy, minutes)) return [];
      const free = freeTime({ instrument, calendar, busyByUnit, fullLabs, within, now });
      const [first, ...others] = slotsOf(free, minutes, instrument.policy, SLOTS);
      return first ? [{ instrument, slots: [first, ...others] as const }] : [];
    });
  }
}

/** An instrument with at least one free slot. */
interface Free {
  instrument: BookableInstrument;
  slots: readonly [Interval, ...Interval[]];
}

/** The instrument in the time from its first slot to its last one. */
const lookedAt = ({ instrument, slots }: Free): Looked => ({
  instrument,
  within: { startsAt: slots[0].startsAt, endsAt: (slots.at(-1) ?? slots[0]).endsAt },
});

const toRestriction = ({ startsAt, endsAt, ...reason }: Restriction): RestrictionResponse => ({
  ...reason,
  ...shown({ startsAt, endsAt }),
});

const toFound = (instrument: BookableInstrument): FoundInstrument => ({
  id: instrument.id,
  nameZh: instrument.nameZh,
  model: instrument.model,
  holderNameZh: instrument.holderNameZh,
  regionCode: instrument.regionCode,
  categoryCode: instrument.categoryCode,
});

function searchPeriod({ from, to }: AvailabilityQuery): Interval {
  const period = periodOf(from, to, '/to');
  if (period.endsAt.diff(period.startsAt, 'days').days <= MAX_DAYS) return period;
  throw new FieldsRefused([
    fieldError('/to', 'period-too-long', to, {
      zh: `距 from 不能超过 ${MAX_DAYS} 天，请缩短范围`,
      en: `must be at most ${MAX_DAYS} days after from; ask for a shorter period`,
    }),
  ]);
}

/** What narrows the walk down, out of all that a search says. */
function narrowingOf(query: SearchAvailabilityQuery): Omit<BookableFilter, 'serviceDate'> {
  const { q, categoryCode, regionCode, outsideJiaxing, service } = query;
  const { maxPerHourFen, tags, near, withinKm } = query;
  return {
    ...{ q, categoryCode, regionCode, outsideJiaxing, service },
    ...{ maxPerHourFen, tags, near, withinKm },
  };
}
