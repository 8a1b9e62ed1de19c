import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import {
  type FieldError,
  FieldsRefused,
  instantOf,
  isoInZone,
  type Language,
  newId,
} from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import { API_PREFIX, fieldError, InvalidRequest } from '@app/http';
import { type Actor, hasRole, mayCall, Subjects } from '@app/identity';
import { InstrumentNotFound } from '@app/instruments';
import type { FeedKind } from './calendar-feed.entity';
import { calendarText } from './calendar-text';
import type { CreatedFeedResponse, CreateFeedRequest, FeedResponse } from './feed.dto';
import { FeedNotFound, TooManyFeeds } from './feed.errors';
import { findFeedEvents, findLiveFeed } from './feed.queries';

/** Live feeds of one person. */
const MAX_FEEDS = 20;

interface FeedRow {
  id: string;
  kind: FeedKind;
  instrument_name_zh: string | null;
  created_at: Date;
}

/** Secret addresses from which calendar programs read, without a session; made and revoked by whom they belong to. */
@Injectable()
export class CalendarFeeds {
  constructor(
    private readonly db: DataSource,
    private readonly subjects: Subjects,
    private readonly audit: AuditService,
  ) {}

  /**
   * Makes a feed; its address stands in this answer only, which is why the command takes no Idempotency-Key.
   *
   * @throws InvalidRequest without the instrument of an instrument's feed (400), InstrumentNotFound
   * @throws FieldsRefused for a holder's feed by somebody who is not of its laboratory, TooManyFeeds (422)
   */
  async create(
    actor: Actor,
    { kind, instrumentId }: CreateFeedRequest,
  ): Promise<CreatedFeedResponse> {
    const isOfInstrument = kind === 'instrument';
    if (isOfInstrument) await this.requireReadable(actor, instrumentId);
    if (kind === 'holder' && !hasRole(actor, 'lab_manager', 'instrument_operator', 'holder_admin'))
      throw new FieldsRefused([notOfLaboratory()]);
    const token = randomBytes(32).toString('base64url');
    return inTransaction(this.db, async (tx) => {
      await requireRoom(tx, actor.userId);
      const id = newId();
      await tx.query(
        `INSERT INTO calendar_feed (id, token_hash, kind, user_id, organisation_id, instrument_id)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [
          ...[id, hashOf(token), kind, actor.userId, actor.organisationId],
          isOfInstrument ? instrumentId : null,
        ],
      );
      await this.record(tx, actor, id, 'create');
      const [feed] = await findFeeds(tx, actor.userId, id);
      if (!feed) throw new FeedNotFound();
      return { ...feed, path: `/${API_PREFIX}/calendars/${token}` };
    });
  }

  /** The person's live feeds, oldest first. */
  async list(actor: Actor): Promise<{ items: FeedResponse[] }> {
    return { items: await findFeeds(this.db.manager, actor.userId) };
  }

  /** From now on the address opens nothing. @throws FeedNotFound */
  async revoke(actor: Actor, id: string): Promise<void> {
    await inTransaction(this.db, async (tx) => {
      const [revoked]: [unknown[], number] = await tx.query(
        `UPDATE calendar_feed SET revoked_at = app_now() WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL
         RETURNING id`,
        [id, actor.userId],
      );
      if (revoked.length === 0) throw new FeedNotFound();
      await this.record(tx, actor, id, 'revoke');
    });
  }

  /** The calendar behind an address as iCalendar text. @throws FeedNotFound */
  read(token: string, language: Language): Promise<string> {
    return inTransaction(this.db, (tx) =>
      acrossOrganisations(tx, async () => {
        const feed = await findLiveFeed(tx, hashOf(token));
        if (!feed) throw new FeedNotFound();
        return calendarText(feed, await findFeedEvents(tx, feed), language);
      }),
    );
  }

  private async requireReadable(actor: Actor, instrumentId: string | undefined): Promise<void> {
    if (!instrumentId)
      throw new InvalidRequest([
        fieldError('/instrumentId', 'required', undefined, {
          zh: '为必填项：请选择要订阅的仪器',
          en: 'is required: choose the instrument',
        }),
      ]);
    const subject = await this.subjects.find('instrument', instrumentId);
    if (!subject || !mayCall(actor, 'availability.forInstrument', subject))
      throw new InstrumentNotFound();
  }

  private record(tx: EntityManager, actor: Actor, id: string, step: string): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `calendar-feed.${step}`, objectType: 'calendar_feed', objectId: id },
    });
  }
}

const notOfLaboratory = (): FieldError =>
  fieldError('/kind', 'laboratory-only', 'holder', {
    zh: '仅供本单位实验室人员订阅；您可以订阅自己的预约（person）或某台仪器（instrument）',
    en: 'is for the people of a laboratory; you may have your own reservations (person) or an instrument',
  });

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Two of a person's commands wait for each other here, so that they cannot pass the limit together. */
async function requireRoom(tx: EntityManager, userId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [userId]);
  const live = await findFeeds(tx, userId);
  if (live.length >= MAX_FEEDS) throw new TooManyFeeds(MAX_FEEDS);
}

async function findFeeds(tx: EntityManager, userId: string, id?: string): Promise<FeedResponse[]> {
  const rows: FeedRow[] = await tx.query(
    `SELECT f.id, f.kind, i.name_zh AS instrument_name_zh, f.created_at
       FROM calendar_feed f LEFT JOIN instrument i ON i.id = f.instrument_id
      WHERE f.user_id = $1 AND f.revoked_at IS NULL AND ($2::uuid IS NULL OR f.id = $2) ORDER BY f.id`,
    [userId, id ?? null],
  );
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, instrumentNameZh: row.instrument_name_zh },
    createdAt: isoInZone(instantOf(row.created_at)),
  }));
}
