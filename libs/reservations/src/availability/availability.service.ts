import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  civilDateOf,
  FieldsRefused,
  type Interval,
  isoInZone,
  minutesOf,
  ZERO_FEN,
} from '@app/common';
import { fieldError } from '@app/http';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { periodOf, priceOf } from '@app/orders';
import { WorkCalendarService } from '@app/work-calendar';
import { databaseNow } from '../booking/booking-facts';
import { byUnit, findBusy } from '../occupancy.queries';
import type {
  AvailabilityQuery,
  AvailabilityResponse,
  FoundAvailability,
  SearchAvailabilityQuery,
} from './availability.dto';
import { freeTime, isAllowedLength, slotsOf } from './free-time.rules';

const MAX_DAYS = 31;
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
  ) {}

  /** Free and busy time of one instrument. */
  async forInstrument(
    instrumentId: string,
    query: AvailabilityQuery,
  ): Promise<AvailabilityResponse> {
    const within = searchPeriod(query);
    const tx = this.db.manager;
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      civilDateOf(within.startsAt),
    );
    const busy = await findBusy(tx, instrument.unitIds, within);
    const calendar = await this.workCalendar.load();
    const free = freeTime({
      instrument,
      calendar,
      busyByUnit: byUnit(busy),
      within,
      now: await databaseNow(tx),
    });
    return {
      free: free.map(shown),
      busy: busy.map(({ kind, ...period }) => ({ kind, ...shown(period) })),
    };
  }

  /** The first instruments with a free period of the length, walking the catalogue until the page is full. */
  async search(query: SearchAvailabilityQuery): Promise<FoundAvailability[]> {
    const within = searchPeriod(query);
    const limit = query.limit ?? 20;
    const tx = this.db.manager;
    const found: FoundAvailability[] = [];
    let after: string | undefined;
    for (;;) {
      const chunk = await this.instruments.findBookable(
        tx,
        { ...query, serviceDate: civilDateOf(within.startsAt) },
        after,
        CHUNK,
      );
      for (const item of await this.test(tx, chunk, within, query.durationMinutes)) {
        found.push(item);
        if (found.length === limit) return found;
      }
      if (chunk.length < CHUNK) return found;
      after = chunk.at(-1)?.id;
    }
  }

  private async test(
    tx: EntityManager,
    instruments: readonly BookableInstrument[],
    within: Interval,
    minutes: number,
  ): Promise<FoundAvailability[]> {
    const busyByUnit = byUnit(
      await findBusy(
        tx,
        instruments.flatMap(({ unitIds }) => unitIds),
        within,
      ),
    );
    const calendar = await this.workCalendar.load();
    const now = await databaseNow(tx);
    return instruments.flatMap((instrument) => {
      const free = freeTime({ instrument, calendar, busyByUnit, within, now });
      const slots = isAllowedLength(instrument.policy, minutes)
        ? slotsOf(free, minutes, instrument.policy, SLOTS)
        : [];
      return slots.length === 0 ? [] : [toFound(instrument, slots)];
    });
  }
}

function toFound(instrument: BookableInstrument, slots: Interval[]): FoundAvailability {
  const [first] = slots;
  const minutes = first ? Math.round(minutesOf(first)) : 0;
  const { listFen } = priceOf(instrument.feeSchedule?.lines ?? [], minutes, 0);
  return {
    instrument: {
      id: instrument.id,
      nameZh: instrument.nameZh,
      model: instrument.model,
      holderNameZh: instrument.holderNameZh,
      regionCode: instrument.regionCode,
      categoryCode: instrument.categoryCode,
    },
    slots: slots.map(shown),
    quote: {
      listFen,
      voucherFen: ZERO_FEN,
      ownFen: listFen,
      feeScheduleVersion: instrument.feeSchedule?.version,
    },
  };
}

function searchPeriod({ from, to }: AvailabilityQuery): Interval {
  const period = periodOf(from, to);
  if (period.endsAt.diff(period.startsAt, 'days').days <= MAX_DAYS) return period;
  throw new FieldsRefused([
    fieldError('/to', 'period-too-long', to, {
      zh: `距 from 不能超过 ${MAX_DAYS} 天，请缩短范围`,
      en: `must be at most ${MAX_DAYS} days after from; ask for a shorter period`,
    }),
  ]);
}
