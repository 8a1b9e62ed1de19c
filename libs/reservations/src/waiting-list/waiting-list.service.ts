import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import {
  civilDateOf,
  type FieldError,
  FieldsRefused,
  type Interval,
  isoInZone,
  newId,
} from '@app/common';
import { inCommand, type IdempotentCall } from '@app/database';
import { fieldError } from '@app/http';
import type { Actor } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { periodOf } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { isAllowedLength } from '../availability/free-time.rules';
import { databaseNow } from '../booking/booking-facts';
import { reason } from '../booking/booking-reason';
import { releaseHold } from '../occupancy.queries';
import { BookingRuleBroken } from '../reservation.errors';
import type {
  JoinWaitingListRequest,
  WaitingEntryResponse,
  WaitingListResponse,
} from './waiting-list.dto';
import { findEntries, WaitingEntryNotFound } from './waiting-list.queries';

/** How many wishes one person waits for at a time. */
const MOST = 10;
const OFFERED = 3;

const TOO_MANY = reason(
  'too-many-waiting',
  `同时最多候补 ${MOST} 项，请先退出不需要的候补`,
  `you may wait for ${MOST} things at a time; leave one of them first`,
  { maxWaiting: MOST },
);
const IS_FREE = reason(
  'time-is-free',
  '该时间范围内有空闲时段，请直接预约',
  'there is free time in this window; book it instead of waiting',
);

/** Who waits for time on an instrument. */
@Injectable()
export class WaitingListService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly alternatives: Alternatives,
    private readonly audit: AuditService,
  ) {}

  /**
   * Joins the end of the line.
   *
   * @throws BookingRuleBroken where fitting time is free, with it, or when the person waits for too much (422)
   * @throws FieldsRefused for a wish that could never be met (422)
   */
  join(
    actor: Actor,
    instrumentId: string,
    input: JoinWaitingListRequest,
    call?: IdempotentCall,
  ): Promise<WaitingEntryResponse> {
    const window = windowOf(input);
    return inCommand(this.db, call, async (tx) => {
      await this.requireWish(tx, actor, instrumentId, window, input.minutes);
      await requireFew(tx, actor.userId);
      const id = newId();
      await tx.query(
        `INSERT INTO waiting_entry (id, user_id, user_organisation_id, instrument_id, wanted_from, wanted_until, minutes,
                                    purpose, alert_only, state)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')`,
        [
          ...[id, actor.userId, actor.organisationId, instrumentId, window.startsAt.toISO()],
          ...[window.endsAt.toISO(), input.minutes, input.purpose, input.alertOnly ?? false],
        ],
      );
      await this.record(tx, actor, 'join', id, { instrumentId });
      return entryOf(tx, id);
    });
  }

  /** One's own entries, latest first. */
  async list(actor: Actor): Promise<WaitingListResponse> {
    return { items: await findEntries(this.db.manager, 'w.user_id = $1', [actor.userId]) };
  }

  /** Gives up; an offered slot is free at once. Who is out of line already stays so. */
  leave(actor: Actor, id: string, call?: IdempotentCall): Promise<WaitingEntryResponse> {
    return inCommand(this.db, call, async (tx) => {
      const [rows]: [{ hold_id: string | null }[], number] = await tx.query(
        `UPDATE waiting_entry SET state = 'left' WHERE id = $1 AND state IN ('waiting', 'offered') RETURNING hold_id`,
        [id],
      );
      const [left] = rows;
      if (left?.hold_id) await releaseHold(tx, left.hold_id, actor.userId);
      if (left) await this.record(tx, actor, 'leave', id, {});
      return entryOf(tx, id);
    });
  }

  private async requireWish(
    tx: EntityManager,
    actor: Actor,
    instrumentId: string,
    { startsAt, endsAt }: Interval,
    minutes: number,
  ): Promise<void> {
    const serviceDate = civilDateOf(startsAt);
    const instrument = await this.instruments.getBookableFor(tx, actor, instrumentId, serviceDate);
    const now = await databaseNow(tx);
    const from = startsAt > now ? startsAt : now;
    const wished = { startsAt: from, endsAt: from.plus({ minutes }) };
    if (!isAllowedLength(instrument.policy, minutes))
      throw new FieldsRefused([lengthRefused(minutes)]);
    if (wished.endsAt > endsAt) throw new FieldsRefused([windowTooShort(endsAt, minutes)]);
    const { userId, organisationId } = actor;
    const free = await this.alternatives.nearIn(tx, instrumentId, wished, {
      ...{ within: { startsAt: from, endsAt }, limit: OFFERED, asker: { userId, organisationId } },
    });
    if (free.length > 0) throw new BookingRuleBroken([IS_FREE], free);
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    action: string,
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{
        actor,
        action: `waiting-entry.${action}`,
        objectType: 'waiting_entry',
        objectId,
        detail,
      },
    });
  }
}

const windowOf = ({ from, until }: JoinWaitingListRequest): Interval =>
  periodOf(from, until, '/until');

/** Counted under the person's lock, so that rivals cannot pass the limit together. */
async function requireFew(tx: EntityManager, userId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 3))', [userId]);
  const [row]: { many: boolean }[] = await tx.query(
    `SELECT count(*) >= $2 AS many FROM waiting_entry
      WHERE user_id = $1 AND state IN ('waiting', 'offered') AND wanted_until > app_now()`,
    [userId, MOST],
  );
  if (row?.many) throw new BookingRuleBroken([TOO_MANY]);
}

async function entryOf(tx: EntityManager, id: string): Promise<WaitingEntryResponse> {
  const [entry] = await findEntries(tx, 'w.id = $1', [id]);
  if (!entry) throw new WaitingEntryNotFound();
  return entry;
}

const lengthRefused = (minutes: number): FieldError =>
  fieldError('/minutes', 'length-not-allowed', minutes, {
    zh: '不是该仪器允许的预约时长，请按预约规则调整',
    en: 'the instrument is not booked for so long; choose a length that its policy allows',
  });

const windowTooShort = (until: Interval['endsAt'], minutes: number): FieldError =>
  fieldError('/until', 'window-too-short', isoInZone(until), {
    zh: `须至少为从现在或 from 起的 ${minutes} 分钟之后，请放宽时间范围或缩短时长`,
    en: `must be at least ${minutes} minutes after now and from; widen the window or wish for less`,
  });
