import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  civilDateOf,
  instantOf,
  type Interval,
  isoAtMillis,
  isoInZone,
  startOfCivilDate,
} from '@app/common';
import { decodeCursor, DEFAULT_PAGE, page, type Page } from '@app/http';
import { type Actor, reachOf } from '@app/identity';
import { searchPeriod } from '../availability/search-period';
import { databaseNow } from '../booking/booking-facts';
import type { TimelineEntry, TimelineInstrument, TimelineQuery } from './timeline.dto';
import { byUnit } from '../occupancy.queries';
import {
  findTimelineEntries,
  findTimelineInstruments,
  type TimelineEntryRow,
} from './timeline.queries';

const MAX_DAYS = 62;

/** A laboratory's calendar (日程): its instruments, unit by unit, with all that takes their time. */
@Injectable()
export class TimelineService {
  constructor(private readonly db: DataSource) {}

  /**
   * The instruments of the asker's holder by name, each with what lies within the period: for whoever may read their
   * downtimes, and for nobody else.
   */
  async list(actor: Actor, query: TimelineQuery): Promise<Page<TimelineInstrument>> {
    const tx = this.db.manager;
    const within = await this.within(query);
    const { limit = DEFAULT_PAGE, labId } = query;
    const holderId = reachOf(actor, 'downtimes.list').organisationId;
    const after = decodeCursor(query.cursor, 2) ?? [null, null];
    if (holderId === null) return { items: [] };
    const found = await findTimelineInstruments(tx, { holderId, labId, after }, limit + 1);
    const unitIds = found.slice(0, limit).flatMap(({ units }) => units.map(({ id }) => id));
    const entries = byUnit(await findTimelineEntries(tx, unitIds, within));
    return page(
      found,
      limit,
      (row) => [row.name_zh, row.id],
      ({ name_zh: nameZh, ...instrument }) => ({
        ...instrument,
        nameZh,
        entries: instrument.units.flatMap(({ id }) => (entries.get(id) ?? []).map(toEntry)),
      }),
    );
  }

  private async within({ from, to }: TimelineQuery): Promise<Interval> {
    const startsAt =
      from ?? isoInZone(startOfCivilDate(civilDateOf(await databaseNow(this.db.manager))));
    return searchPeriod(
      { from: startsAt, to: to ?? isoInZone(instantOf(startsAt).plus({ days: 7 })) },
      MAX_DAYS,
    );
  }
}

const toEntry = (row: TimelineEntryRow): TimelineEntry => ({
  unitId: row.unitId,
  kind: row.kind,
  startsAt: isoAtMillis(row.from),
  endsAt: isoAtMillis(row.to),
  reservation:
    row.reservationId === null
      ? null
      : {
          id: row.reservationId,
          state: row.state,
          startsAt: isoAtMillis(row.startsAt),
          endsAt: isoAtMillis(row.endsAt),
          userOrganisation: { id: row.userOrganisationId, nameZh: row.userOrganisationNameZh },
        },
  downtime:
    row.downtimeId === null
      ? null
      : { id: row.downtimeId, reason: row.reason, endUnknown: row.endUnknown },
});
