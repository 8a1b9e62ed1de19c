import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { cursorProblem, decodeCursor, DEFAULT_PAGE, isId, page } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentNotFound } from '../instrument.errors';
import {
  type ListQualityQuery,
  type QualityPageResponse,
  type QualityResponse,
  toQualityResponse,
} from './quality.dto';
import { findQuality, listQuality, type ScorePlace } from './quality.queries';

/** How complete records are, one by one and for all of a holder. */
@Injectable()
export class QualityService {
  constructor(private readonly db: DataSource) {}

  /** @throws InstrumentNotFound */
  async get(instrumentId: string): Promise<QualityResponse> {
    const row = await findQuality(this.db.manager, instrumentId);
    if (!row) throw new InstrumentNotFound();
    return toQualityResponse(row);
  }

  /** Records in service that the reader may open, the least complete first, with their average. */
  async list(
    actor: Actor,
    { holderId, cursor, limit = DEFAULT_PAGE }: ListQualityQuery,
  ): Promise<QualityPageResponse> {
    const after = placeOf(cursor);
    const { rows, ...whole } = await listQuality(this.db.manager, actor, holderId, after, limit);
    const shown = page(rows, limit, ({ score, id }) => [score, id], toQualityResponse);
    return { ...whole, ...shown };
  }
}

/** @throws InvalidRequest for a cursor that this list did not write (400) */
function placeOf(cursor: string | undefined): ScorePlace | null {
  const place = decodeCursor(cursor, 2);
  if (place === undefined) return null;
  const [score, id] = place;
  if (typeof score !== 'number' || !Number.isInteger(score) || Math.abs(score) > 100 || !isId(id))
    throw cursorProblem(cursor ?? '');
  return [score, id];
}
