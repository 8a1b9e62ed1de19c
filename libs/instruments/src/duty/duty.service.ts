import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { cursorProblem, decodeCursor, DEFAULT_PAGE, isId, page, type Page } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentNotFound } from '../instrument.errors';
import {
  countClassified,
  countFigures,
  type DutyFilter,
  findDuty,
  type LatePlace,
  listFigure,
  listLate,
} from './duty-facts';
import {
  type DutyInstrumentResponse,
  type DutyResponse,
  type DutySummaryResponse,
  type ListFigureQuery,
  type ListOverdueQuery,
  type OverdueResponse,
  type RateResponse,
  toDutyInstrumentResponse,
  toDutyResponse,
  toOverdueResponse,
} from './duty.dto';
import { DEADLINES, type Figure, FIGURES } from './duty.words';

/** Reads the duty to share: of one instrument, what of it is late, and how far all of it is met. */
@Injectable()
export class DutyService {
  constructor(private readonly db: DataSource) {}

  /** @throws InstrumentNotFound */
  async get(instrumentId: string): Promise<DutyResponse> {
    const row = await findDuty(this.db.manager, instrumentId);
    if (!row) throw new InstrumentNotFound();
    return toDutyResponse(row);
  }

  /** Figures and rates over all that the reader may see, each figure with the address of its list. */
  async summary(actor: Actor, filter: DutyFilter): Promise<DutySummaryResponse> {
    const { counts, classified } = await this.db.transaction('REPEATABLE READ', async (tx) => ({
      counts: await countFigures(tx, actor, filter),
      classified: await countClassified(tx, actor, filter),
    }));
    return {
      inclusionRate: rateOf(counts, 'included', 'counted'),
      listingRate: rateOf(counts, 'listed', 'counted'),
      figures: FIGURES.map((code) => ({
        code,
        count: counts[code],
        list: listAddress(code, filter),
      })),
      classified,
    };
  }

  /** The instruments of one figure, newest first. */
  async instruments(
    actor: Actor,
    { in: figure = 'registered', limit = DEFAULT_PAGE, cursor, ...filter }: ListFigureQuery,
  ): Promise<Page<DutyInstrumentResponse>> {
    const after = decodeCursor(cursor, 1)?.[0] ?? null;
    if (after !== null && !isId(after)) throw cursorProblem(cursor ?? '');
    const rows = await listFigure(this.db.manager, actor, { ...filter, figure }, after, limit);
    return page(rows, limit, ({ id }) => [id], toDutyInstrumentResponse);
  }

  /** Deadlines that passed unmet, the longest overdue first. */
  async overdue(
    actor: Actor,
    { limit = DEFAULT_PAGE, cursor, ...filter }: ListOverdueQuery,
  ): Promise<Page<OverdueResponse>> {
    const after = placeOf(cursor);
    const rows = await listLate(this.db.manager, actor, filter, after, limit);
    return page(rows, limit, ({ due_on, id, kind }) => [due_on, id, kind], toOverdueResponse);
  }
}

/** Nothing to share is no share at all: null, neither none nor all of it. */
const rateOf = (
  counts: Record<Figure, number>,
  numerator: Figure,
  denominator: Figure,
): RateResponse => ({
  numerator,
  denominator,
  value: counts[denominator] === 0 ? null : counts[numerator] / counts[denominator],
});

function listAddress(figure: Figure, { holderId, regionCode }: DutyFilter): string {
  const query = new URLSearchParams({
    in: figure,
    ...(holderId !== undefined && { holderId }),
    ...(regionCode !== undefined && { regionCode }),
  });
  return `/api/v1/duty/instruments?${query.toString()}`;
}

/** @throws InvalidRequest for a cursor that this list did not write (400) */
function placeOf(cursor: string | undefined): LatePlace | null {
  const place = decodeCursor(cursor, 3)?.map(String);
  if (place === undefined) return null;
  const [dueOn = '', id = '', kind = ''] = place;
  const isKind = DEADLINES.some((known) => known === kind);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(dueOn) || !isId(id) || !isKind) throw cursorProblem(cursor ?? '');
  return [dueOn, id, kind];
}
