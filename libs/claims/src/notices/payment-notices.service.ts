import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { type IdempotentCall, inCommand } from '@app/database';
import { decodeCursor, DEFAULT_PAGE, type Page, page, type PageQuery } from '@app/http';
import type { Actor } from '@app/identity';
import { WorkCalendarService } from '@app/work-calendar';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BatchOfSeveralProgrammes } from '../claim.errors';
import { ClaimPolicy } from '../policy/claim-policy.entity';
import type { PaymentNoticeResponse } from './payment-notice.dto';
import { PaymentNotice } from './payment-notice.entity';
import { ClaimsNotPublishable, refuseNotice } from './payment-notice.errors';
import { getNotice, NOTICES_SQL, type NoticeRow, toNoticeResponse } from './payment-notice.queries';

/** Working days of a notice where the programme asks for none. Source: 5 working days, practice of the payment chain. */
const USUAL_WORKDAYS = 5;

/** Public notices (公示) of approved claims; nothing on one that its programme asks for is paid before it is over. */
@Injectable()
export class PaymentNotices {
  constructor(
    private readonly db: DataSource,
    private readonly calendar: WorkCalendarService,
    private readonly audit: AuditService,
  ) {}

  /**
   * Publishes approved claims of one programme from today on, for the working days that the programme asks for.
   *
   * @throws ClaimsNotPublishable (409), BatchOfSeveralProgrammes (422)
   */
  publish(claimIds: string[], actor: Actor, call?: IdempotentCall): Promise<PaymentNoticeResponse> {
    return inCommand(this.db, call, async (tx) => {
      const programmeId = await lockPublishable(tx, claimIds);
      const policy = await tx.getRepository(ClaimPolicy).findOneBy({ programmeId });
      const calendar = await this.calendar.pin(tx);
      const [now]: [{ today: string }] = await tx.query(
        `SELECT (app_now() AT TIME ZONE 'Asia/Shanghai')::date AS today`,
      );
      const { date: endsOn } = calendar.addWorkdays(
        now.today,
        policy?.noticeWorkdays || USUAL_WORKDAYS,
      );
      const id = newId();
      const notice = { id, programmeId, startsOn: now.today, endsOn, publishedBy: actor.userId };
      await tx.getRepository(PaymentNotice).insert(notice);
      await tx
        .query(
          `INSERT INTO payment_notice_line (notice_id, claim_id, amount_fen)
           SELECT $1, id, amount_fen FROM claim WHERE id = ANY($2) ORDER BY id`,
          [id, claimIds],
        )
        .catch(refuseNotice);
      await this.audit.record(tx, {
        ...{ actor, action: 'payment-notice.publish', objectType: 'payment_notice' },
        ...{ objectId: id, detail: { claimIds, endsOn } },
      });
      return getNotice(tx, id);
    });
  }

  /** All notices with the objections to them, the newest first. */
  async list({ limit = DEFAULT_PAGE, cursor }: PageQuery): Promise<Page<PaymentNoticeResponse>> {
    const rows: NoticeRow[] = await this.db.query(
      `${NOTICES_SQL} WHERE $1::uuid IS NULL OR notice.id < $1 ORDER BY notice.id DESC LIMIT $2`,
      [decodeCursor(cursor, 1)?.[0] ?? null, limit + 1],
    );
    return page(rows, limit, (row) => [row.id], toNoticeResponse);
  }
}

/** Locks the claims in id order. @returns their programme */
async function lockPublishable(tx: EntityManager, claimIds: string[]): Promise<string> {
  const rows: { id: string; programmeId: string }[] = await tx.query(
    `SELECT id, programme_id AS "programmeId" FROM claim WHERE id = ANY($1) AND state = 'approved'
        AND NOT EXISTS (SELECT FROM payment_notice_line line WHERE line.claim_id = claim.id AND line.live)
      ORDER BY id FOR UPDATE`,
    [claimIds],
  );
  const locked = new Set(rows.map(({ id }) => id));
  const missing = claimIds.filter((id) => !locked.has(id));
  const [programmeId, ...others] = new Set(rows.map((row) => row.programmeId));
  if (missing.length > 0 || programmeId === undefined) throw new ClaimsNotPublishable(missing);
  if (others.length > 0) throw new BatchOfSeveralProgrammes([programmeId, ...others]);
  return programmeId;
}
