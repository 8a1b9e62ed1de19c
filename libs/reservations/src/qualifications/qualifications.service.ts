import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { instantOf, isoInZone, newId } from '@app/common';
import { acrossOrganisations, inCommand, inTransaction } from '@app/database';
import {
  type CommandCall,
  decodeCursor,
  DEFAULT_PAGE,
  page,
  type Page,
  type PageQuery,
} from '@app/http';
import type { Actor } from '@app/identity';
import { Outbox } from '@app/messaging';
import type {
  GrantQualificationRequest,
  QualificationResponse,
  QualificationState,
} from './qualification.dto';
import {
  personUnknown,
  QualificationNotFound,
  QualificationRevoked,
  validityPast,
} from './qualification.errors';

const TODAY = `(app_now() AT TIME ZONE 'Asia/Shanghai')::date`;

const QUALIFICATIONS = `
  SELECT q.id, q.note, q.valid_until::text AS valid_until, q.granted_at, q.revoked_at,
         CASE WHEN q.revoked_at IS NOT NULL THEN 'revoked' WHEN q.valid_until < ${TODAY} THEN 'expired' ELSE 'valid' END AS state,
         q.user_id, u.display_name, q.instrument_id, i.name_zh, i.model, h.name_zh AS holder_name_zh
    FROM qualification q JOIN app_user u ON u.id = q.user_id
    JOIN instrument i ON i.id = q.instrument_id JOIN organisation h ON h.id = i.holder_id`;

interface QualificationRow {
  id: string;
  note: string | null;
  valid_until: string | null;
  granted_at: Date;
  revoked_at: Date | null;
  state: QualificationState;
  user_id: string;
  display_name: string;
  instrument_id: string;
  name_zh: string;
  model: string;
  holder_name_zh: string;
}

/** Who was trained on an instrument: granted, listed and revoked by its laboratory. */
@Injectable()
export class QualificationsService {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Grants a person the use of an instrument; a live qualification of the same person is renewed.
   *
   * @throws FieldsRefused for a sign-in name that is nobody's, or an end before today (422)
   */
  grant(
    actor: Actor,
    instrumentId: string,
    { login, validUntil = null, note = null }: GrantQualificationRequest,
    { call }: CommandCall,
  ): Promise<QualificationResponse> {
    return inCommand(this.db, call, async (tx) => {
      const userId = await findPerson(tx, login);
      if (validUntil !== null) await requireAhead(tx, validUntil);
      // Two grants at once meet at the index, and the later one renews the earlier.
      const [row]: { id: string }[] = await tx.query(
        `INSERT INTO qualification (id, instrument_id, user_id, granted_by, granted_at, valid_until, note)
         VALUES ($1, $2, $3, $4, app_now(), $5, $6)
         ON CONFLICT (instrument_id, user_id) WHERE revoked_at IS NULL DO UPDATE
            SET granted_by = excluded.granted_by, granted_at = excluded.granted_at, valid_until = excluded.valid_until,
                note = excluded.note, reminded_days = NULL
         RETURNING id`,
        [newId(), instrumentId, userId, actor.userId, validUntil, note],
      );
      if (!row) throw new QualificationNotFound();
      await this.record(tx, actor, 'grant', row.id, { instrumentId, validUntil });
      return this.get(tx, row.id);
    });
  }

  /** @throws QualificationNotFound, QualificationRevoked */
  revoke(actor: Actor, id: string, { call }: CommandCall): Promise<QualificationResponse> {
    return inCommand(this.db, call, async (tx) => {
      // The person's own organisation sees the row as well; only whoever may change it can lock it.
      const [row]: { instrumentId: string; revoked: boolean }[] = await tx.query(
        `SELECT instrument_id AS "instrumentId", revoked_at IS NOT NULL AS revoked FROM qualification
          WHERE id = $1 FOR UPDATE`,
        [id],
      );
      if (!row) throw new QualificationNotFound();
      if (row.revoked) throw new QualificationRevoked();
      await tx.query(
        'UPDATE qualification SET revoked_at = app_now(), revoked_by = $2 WHERE id = $1',
        [id, actor.userId],
      );
      await this.record(tx, actor, 'revoke', id, { instrumentId: row.instrumentId });
      return this.get(tx, id);
    });
  }

  /** All that were ever granted for an instrument, the newest first. */
  async ofInstrument(instrumentId: string, query: PageQuery): Promise<Page<QualificationResponse>> {
    const limit = query.limit ?? DEFAULT_PAGE;
    const [before = null] = decodeCursor(query.cursor, 1) ?? [];
    const rows: QualificationRow[] = await this.db.query(
      `${QUALIFICATIONS} WHERE q.instrument_id = $1 AND ($2::uuid IS NULL OR q.id < $2)
        ORDER BY q.id DESC LIMIT ${limit + 1}`,
      [instrumentId, before],
    );
    return page(rows, limit, ({ id }) => [id], toResponse);
  }

  /** What a person was granted, whichever organisation the person acts for now; the newest first. */
  ofPerson({ userId }: Actor): Promise<QualificationResponse[]> {
    return inTransaction(this.db, (tx) =>
      acrossOrganisations(tx, async () => {
        const rows: QualificationRow[] = await tx.query(
          `${QUALIFICATIONS} WHERE q.user_id = $1 ORDER BY q.id DESC`,
          [userId],
        );
        return rows.map(toResponse);
      }),
    );
  }

  /**
   * Reminds of what ends within 30 and again within 7 days, each once; a run that comes late sends only the notice that
   * is due by then. Gives the number of mails asked for.
   */
  remind(): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      const [due]: [{ id: string }[], number] = await tx.query(
        `UPDATE qualification q SET reminded_days = notice.days
           FROM (SELECT id, CASE WHEN valid_until - ${TODAY} <= 7 THEN 7 ELSE 30 END AS days FROM qualification
                  WHERE revoked_at IS NULL AND valid_until BETWEEN ${TODAY} AND ${TODAY} + 30) notice
          WHERE q.id = notice.id AND q.revoked_at IS NULL
            AND (q.reminded_days IS NULL OR q.reminded_days > notice.days)
         RETURNING q.id`,
      );
      for (const { id } of due)
        await this.outbox.add(tx, 'mail-requested', { mail: 'qualification-ending', objectId: id });
      return due.length;
    });
  }

  private async get(tx: EntityManager, id: string): Promise<QualificationResponse> {
    const [row]: QualificationRow[] = await tx.query(`${QUALIFICATIONS} WHERE q.id = $1`, [id]);
    if (!row) throw new QualificationNotFound();
    return toResponse(row);
  }

  private record(
    tx: EntityManager,
    actor: Actor,
    what: 'grant' | 'revoke',
    objectId: string,
    detail: object,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ actor, action: `qualification.${what}`, objectType: 'qualification', objectId, detail },
    });
  }
}

/** @throws FieldsRefused */
async function findPerson(tx: EntityManager, login: string): Promise<string> {
  const [person]: { id: string }[] = await tx.query(
    `SELECT id FROM app_user WHERE login = $1 AND active AND kind = 'person'`,
    [login],
  );
  if (!person) throw personUnknown(login);
  return person.id;
}

/** @throws FieldsRefused */
async function requireAhead(tx: EntityManager, validUntil: string): Promise<void> {
  const [row]: { today: string }[] = await tx.query(`SELECT ${TODAY}::text AS today`);
  if (row && validUntil < row.today) throw validityPast(validUntil, row.today);
}

const toResponse = (row: QualificationRow): QualificationResponse => ({
  id: row.id,
  instrument: {
    id: row.instrument_id,
    nameZh: row.name_zh,
    model: row.model,
    holderNameZh: row.holder_name_zh,
  },
  person: { id: row.user_id, displayName: row.display_name },
  state: row.state,
  grantedAt: isoInZone(instantOf(row.granted_at)),
  validUntil: row.valid_until,
  note: row.note,
  revokedAt: row.revoked_at && isoInZone(instantOf(row.revoked_at)),
});
