import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { civilDateOf, instantOf, type Interval, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import {
  type BookableFilter,
  type Asker,
  type BookableInstrument,
  InstrumentsService,
} from '@app/instruments';
import { QuotesService } from '@app/orders';
import { WorkCalendarService } from '@app/work-calendar';
import { databaseNow } from '../booking/booking-facts';
import { findFullLabs } from '../booking/lab.queries';
import { intersection, intervalOf, spanOf } from '../booking/opening.rules';
import { byUnit, findBusyAround, findBusyByUnit, hasGap } from '../occupancy.queries';
import type {
  AvailabilityQuery,
  AvailabilityResponse,
  FoundAvailability,
  FoundInstrument,
  RestrictionResponse,
  SearchAvailabilityQuery,
  SearchAvailabilityResponse,
} from './availability.dto';
import {
  type FreeTimeFacts,
  freeTime,
  isAllowedLength,
  shortestOf,
  slotsOf,
} from './free-time.rules';
import { findAskerFacts, type Looked } from './restrictions.queries';
import { type Restriction, restrictionsOf, restrictionsWithin } from './restrictions.rules';
import { searchPeriod } from './search-period';

const MAX_DAYS = 31;
const DEFAULT_LIMIT = 20;
/** Slots shown on a card. */
const SLOTS = 3;
/** Instruments tested at a time while walking the catalogue: as many as are asked for, then ever more. */
const LARGEST_CHUNK = 640;

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
    const within = searchPeriod(query, MAX_DAYS);
    const tx = this.db.manager;
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(within.startsAt),
      asker,
    );
    const around = await findBusyAround(tx, [instrument], within);
    const facts = {
      instrument,
      calendar: await this.workCalendar.load(),
      busyByUnit: byUnit(around),
      fullLabs: await findFullLabs(tx, [instrument], within),
      within,
      now: await databaseNow(tx),
    };
    const busy = around.filter((one) => intersection(one, spanOf(within)) !== null);
    const free = freeTime(facts);
    const known = asker && (await findAskerFacts(this.db, asker, [{ instrument, within }]));
    const own = known?.get(instrumentId);
    const shortest = shortestOf(free, instrument.policy);
    return {
      free: free.map(shown),
      busy: busy.map(({ kind, ...span }) => ({ kind, ...shown(intervalOf(span)) })),
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
    const found = await this.walk(actor, query, query.limit ?? DEFAULT_LIMIT);
    const known = await findAskerFacts(this.db, actor, found.map(lookedAt));
    const priced = await this.pricedOn(actor, found, civilDateOf(instantOf(query.from)));
    const items: FoundAvailability[] = [];
    for (const { instrument, slots } of priced) {
      const quote = await this.quotes.price(this.db.manager, {
        instrument,
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

  /** The instruments with the prices of the day of their first slot, where those are others than on the day that they were read for. */
  private async pricedOn(actor: Actor, found: readonly Free[], known: string): Promise<Free[]> {
    const dayOf = ({ slots }: Free): string => civilDateOf(slots[0].startsAt);
    const later = found.filter((free) => dayOf(free) > known);
    const changed = await this.instruments.findPriceChanges(
      this.db.manager,
      later.map((free) => ({ instrumentId: free.instrument.id, after: known, until: dayOf(free) })),
    );
    const read = async (free: Free): Promise<Free> => {
      const { id } = free.instrument;
      if (!changed.has(id)) return free;
      const tx = this.db.manager;
      return {
        ...free,
        instrument: await this.instruments.getBookable(tx, id, dayOf(free), actor),
      };
    };
    return Promise.all(found.map(read));
  }

  private async walk(actor: Actor, query: SearchAvailabilityQuery, limit: number): Promise<Free[]> {
    const within = searchPeriod(query, MAX_DAYS);
    const { durationMinutes: minutes } = query;
    const filter = {
      ...narrowingOf(query),
      serviceDate: civilDateOf(within.startsAt),
      and: hasGap(within, minutes),
    };
    const tx = this.db.manager;
    const [calendar, now] = await Promise.all([this.workCalendar.load(), databaseNow(tx)]);
    const found: Free[] = [];
    let after: string | undefined;
    for (let size = limit; ; size = Math.min(4 * size, LARGEST_CHUNK)) {
      const chunk = await this.instruments.findBookable(tx, filter, after, size, actor);
      found.push(...(await this.test(chunk, minutes, { calendar, now, within })));
      if (chunk.length < size || found.length >= limit) return found.slice(0, limit);
      after = chunk.at(-1)?.id;
    }
  }

  private async test(
    instruments: readonly BookableInstrument[],
    minutes: number,
    asked: Pick<FreeTimeFacts, 'calendar' | 'now' | 'within'>,
  ): Promise<Free[]> {
    const fitting = instruments.filter(({ policy }) => isAllowedLength(policy, minutes));
    const [busyByUnit, fullLabs] = await Promise.all([
      findBusyByUnit(this.db.manager, fitting, asked.within),
      findFullLabs(this.db.manager, fitting, asked.within),
    ]);
    return fitting.flatMap((instrument) => {
      const free = freeTime({ ...asked, instrument, busyByUnit, fullLabs });
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

/** What narrows the walk down, out of all that a search says. */
function narrowingOf(query: SearchAvailabilityQuery): Omit<BookableFilter, 'serviceDate'> {
  const { q, categoryCode, regionCode, outsideJiaxing, service } = query;
  const { maxPerHourFen, tags, near, withinKm } = query;
  return {
    ...{ q, categoryCode, regionCode, outsideJiaxing, service },
    ...{ maxPerHourFen, tags, near, withinKm },
  };
}
