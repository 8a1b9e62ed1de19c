import { createHash, randomBytes } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '@app/audit';
import { newId } from '@app/common';
import { hashPassword } from '@app/identity';

/** A person who left something unmistakable in every column that can be theirs. */
export interface PlantedPerson {
  userId: string;
  organisationId: string;
  login: string;
  password: string;
  /** Opens the session that was planted. */
  token: string;
  /** What was planted, by `table.column`. */
  planted: ReadonlyMap<string, string>;
  orderId: string;
  reservationId: string;
}

const mark = (): string => randomBytes(6).toString('hex');
const bytes = (): string => randomBytes(32).toString('hex');

/** Collects what is planted where, and hands it to the statement that plants it. */
class Planter {
  readonly planted = new Map<string, string>();

  text(column: string, text = `canary-${column}-${mark()}`): string {
    this.planted.set(column, text);
    return text;
  }

  bytes(column: string): Buffer {
    return Buffer.from(this.text(column, bytes()), 'hex');
  }
}

/** Makes an organisation with somebody else to administer it. */
async function buildOrganisation(tx: EntityManager, planter: Planter): Promise<string> {
  const [id, administratorId] = [newId(), newId()];
  await tx.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1::uuid, '测试单位', $1::text, 'enterprise', 'enterprise', '330402', $2, $3, 'verified')`,
    [id, planter.planted.get('app_user.display_name'), planter.planted.get('app_user.phone')],
  );
  planter.text('organisation.contact_name', planter.planted.get('app_user.display_name'));
  planter.text('organisation.contact_phone', planter.planted.get('app_user.phone'));
  await tx.query(
    `INSERT INTO app_user (id, login, display_name) VALUES ($1::uuid, $1::text, '管理员')`,
    [administratorId],
  );
  await tx.query(
    `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_admin')`,
    [administratorId, id],
  );
  return id;
}

async function plantAccount(tx: EntityManager, planter: Planter, userId: string): Promise<string> {
  const password = `Canary-7-${mark()}`;
  const phone = `139${String(Math.random()).slice(2, 10).padEnd(8, '0')}`;
  await tx.query(
    `INSERT INTO app_user (id, login, display_name, email, phone, password_hash, digest_salt) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[
        userId,
        planter.text('app_user.login'),
        planter.text('app_user.display_name', `金丝雀${mark()}`),
      ],
      ...[
        planter.text('app_user.email', `canary.${mark()}@example.cn`),
        planter.text('app_user.phone', phone),
      ],
      planter.text('app_user.password_hash', await hashPassword(password)),
      planter.text('app_user.digest_salt'),
    ],
  );
  return password;
}

async function plantSignIn(
  tx: EntityManager,
  planter: Planter,
  { userId, organisationId }: { userId: string; organisationId: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest();
  planter.text('session.id_hash', tokenHash.toString('hex'));
  const text = (column: string) => planter.text(column);
  await tx.query(
    `INSERT INTO membership (user_id, organisation_id, role) VALUES ($1, $2, 'enterprise_member')`,
    [userId, organisationId],
  );
  planter.text('membership.role', `(${userId},${organisationId},enterprise_member)`);
  await tx.query('INSERT INTO former_password (user_id, password_hash) VALUES ($1, $2)', [
    userId,
    text('former_password.password_hash'),
  ]);
  await tx.query(
    `INSERT INTO session (id_hash, id, user_id, organisation_id, device, address, second_factor_at)
     VALUES ($1, $2, $3, $4, $5, $6, app_now())`,
    [
      ...[tokenHash, newId(), userId, organisationId],
      ...[text('session.device'), text('session.address')],
    ],
  );
  await tx.query(
    `INSERT INTO second_factor (user_id, sealed_secret, sealed_candidate, confirmed_at) VALUES ($1, $2, $3, app_now())`,
    [userId, text('second_factor.sealed_secret'), text('second_factor.sealed_candidate')],
  );
  await tx.query('INSERT INTO recovery_code (user_id, code_hash) VALUES ($1, $2)', [
    userId,
    planter.bytes('recovery_code.code_hash'),
  ]);
  await tx.query(
    'INSERT INTO external_identity (issuer, subject, id, user_id) VALUES ($1, $2, $3, $4)',
    [text('external_identity.issuer'), text('external_identity.subject'), newId(), userId],
  );
  await tx.query(
    `INSERT INTO sign_in_flow (state_hash, provider, browser_hash, sealed_secrets, user_id, expires_at)
     VALUES ($1, 'oidc', $2, $3, $4, app_now() + interval '10 minutes')`,
    [
      ...[planter.bytes('sign_in_flow.state_hash'), planter.bytes('sign_in_flow.browser_hash')],
      ...[text('sign_in_flow.sealed_secrets'), userId],
    ],
  );
  return token;
}

async function plantLetters(
  tx: EntityManager,
  planter: Planter,
  { userId, organisationId }: { userId: string; organisationId: string },
): Promise<void> {
  const email = planter.planted.get('app_user.email');
  planter.text('signed_link.email', email);
  await tx.query(
    `INSERT INTO invitation (id, organisation_id, email, roles, state, invited_by, accepted_by, expires_at)
     SELECT $1, $2, $3, '{enterprise_member}', 'accepted', m.user_id, $4, app_now()
       FROM membership m WHERE m.organisation_id = $2 AND m.role = 'enterprise_admin'`,
    [
      newId(),
      organisationId,
      planter.text('invitation.email', `other.${mark()}@example.cn`),
      userId,
    ],
  );
  await tx.query(
    `INSERT INTO signed_link (id, purpose, object_id, email, expires_at) VALUES ($1, 'password-reset', $2, $3, app_now())`,
    [newId(), userId, email],
  );
  await tx.query(
    `INSERT INTO notification_choice (id, channels, phone, wecom_user_id) VALUES ($1, '{mail,sms,wecom}', $2, $3)`,
    [
      userId,
      planter.text('notification_choice.phone'),
      planter.text('notification_choice.wecom_user_id'),
    ],
  );
  await tx.query(
    `INSERT INTO channel_code (id, user_id, channel, address, code_hash, expires_at) VALUES ($1, $2, 'sms', $3, '', app_now())`,
    [newId(), userId, planter.text('channel_code.address')],
  );
  const command = `INSERT INTO idempotency_key (caller_id, key, operation, request_hash, response) VALUES ($1, $2, $3, $4, $5)`;
  await tx.query(command, [
    ...[userId, planter.text('idempotency_key.key'), 'ReservationsController.create'],
    ...[planter.bytes('idempotency_key.request_hash'), '{}'],
  ]);
  // The administrator who made the account was answered with its name.
  const answer = { userId, displayName: planter.text('idempotency_key.response') };
  await tx.query(command, [
    ...[newId(), newId(), 'MembersController.create', randomBytes(32), JSON.stringify(answer)],
  ]);
}

/** An instrument of the organisation with the person as its contact, and a booking of the past. */
async function plantBooking(
  tx: EntityManager,
  planter: Planter,
  { userId, organisationId }: { userId: string; organisationId: string },
): Promise<{ orderId: string; reservationId: string }> {
  const [instrumentId, orderId, reservationId] = [newId(), newId(), newId()];
  const { planted } = planter;
  planter.text('instrument.contact_name', planted.get('app_user.display_name'));
  planter.text('instrument.contact_phone', planted.get('app_user.phone'));
  planter.text('instrument.contact_email', planted.get('app_user.email'));
  await tx.query(
    `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
                             funding_classes, must_share, accepted_on, region_code, address, status, listed_at,
                             contact_name, contact_phone, contact_email)
     VALUES ($1::uuid, $2, '扫描电子显微镜', $1::text, '010102', 'Sigma 300', 'ZEISS', 245000000, '{fiscal_local}', true,
             '2025-03-18', '330402', '理化楼 101', 'listed', app_now(), $3, $4, $5)`,
    [
      instrumentId,
      organisationId,
      planted.get('app_user.display_name'),
      planted.get('app_user.phone'),
      planted.get('app_user.email'),
    ],
  );
  await tx.query(
    `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, instrument_id, placed_by, purpose,
                                state, list_fen, voucher_fen, own_fen, actual_fen, completed_at, accepted_at, accepted_by, dispute_reason)
     VALUES ($1::uuid, $1::text, 'slot', $2, $2, $3, $4, 'testing', 'accepted', 100, 0, 100, 100, app_now(), app_now(), $4, $5)`,
    [orderId, organisationId, instrumentId, userId, planter.text('service_order.dispute_reason')],
  );
  await tx.query(
    `INSERT INTO change_order (id, order_id, state, lines, amount_fen, fee_before_fen, fee_after_fen, is_reduction, reason,
                               proposed_by, answered_by, answered_at, answer_reason)
     VALUES ($1, $2, 'declined', $3, 100, 100, 200, false, $4, $5, $5, app_now(), $6)`,
    [...[newId(), orderId, '[]', '加测'], ...[userId, planter.text('change_order.answer_reason')]],
  );
  await tx.query(
    `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at, set_up_minutes,
                              clean_up_minutes, policy_version, state, note, reason, rating_comment,
                              override_reason)
     VALUES ($1, $2, $3, $4, $5, app_now() - interval '2 days', app_now() - interval '1 day', 0, 0, 0, 'completed', $6, $7, $8, $9)`,
    [
      ...[reservationId, orderId, instrumentId, organisationId, userId],
      ...[planter.text('reservation.note'), planter.text('reservation.reason')],
      ...[planter.text('reservation.rating_comment'), planter.text('reservation.override_reason')],
    ],
  );
  await tx.query(
    `INSERT INTO penalty (id, reservation_id, user_id, user_organisation_id, holder_id, cause, points, forgiven_at, forgiven_by,
                          forgiven_reason)
     VALUES ($1, $1, $2, $3, $3, 'no-show', 1, app_now(), $2, $4)`,
    [reservationId, userId, organisationId, planter.text('penalty.forgiven_reason')],
  );
  await tx.query(
    `INSERT INTO qualification (id, instrument_id, user_id, granted_by, note) VALUES ($1, $2, $3, $3, $4)`,
    [newId(), instrumentId, userId, planter.text('qualification.note')],
  );
  return { orderId, reservationId };
}

/** A line of a ledger of the organisation that names the person, as it stands and as somebody mended it. */
async function plantImport(
  tx: EntityManager,
  planter: Planter,
  { userId, organisationId }: { userId: string; organisationId: string },
): Promise<void> {
  const { planted } = planter;
  const id = newId();
  await tx.query(
    `INSERT INTO stored_file (id, owner_organisation_id, name, media_type, size_bytes, sha256)
     VALUES ($1, $2, 'ledger.csv', 'text/csv', 1, '')`,
    [id, organisationId],
  );
  await tx.query(
    `INSERT INTO import_run (id, organisation_id, requested_by, file_id, file_name) VALUES ($1, $2, $3, $1, 'ledger.csv')`,
    [id, organisationId, userId],
  );
  planter.text('import_row.cells', planted.get('app_user.phone'));
  planter.text('import_row.repairs', planted.get('app_user.display_name'));
  planter.text('import_row.messages', planted.get('app_user.phone'));
  await tx.query(
    `INSERT INTO import_row (run_id, row_number, cells, repairs, verdict, asset_number, name_zh, messages)
     VALUES ($1, 2, $2, $3, 'warned', 'A-1', '电镜', $4)`,
    [
      ...[id, ['A-1', planted.get('app_user.phone')]],
      JSON.stringify({ contactName: planted.get('app_user.display_name') }),
      JSON.stringify([{ code: 'too-long', value: planted.get('app_user.phone') }]),
    ],
  );
}

/** Makes a person and plants a text of their own in every column that can be theirs. */
export async function plantPerson(db: DataSource): Promise<PlantedPerson> {
  const planter = new Planter();
  return db.transaction(async (tx) => {
    const userId = newId();
    const password = await plantAccount(tx, planter, userId);
    const organisationId = await buildOrganisation(tx, planter);
    const place = { userId, organisationId };
    const token = await plantSignIn(tx, planter, place);
    await plantLetters(tx, planter, place);
    const booking = await plantBooking(tx, planter, place);
    await plantImport(tx, planter, place);
    for (const [objectType, objectId] of [
      ['app_user', userId],
      ['organisation', organisationId],
      ['reservation', booking.reservationId],
      ['service_order', booking.orderId],
    ] as const) {
      await new AuditService().record(tx, {
        actor: place,
        action: `${objectType}.plant`,
        objectType,
        objectId,
      });
    }
    const login = planter.planted.get('app_user.login') ?? '';
    return { ...place, ...booking, login, password, token, planted: planter.planted };
  });
}

/** Every column of every table, `table.column`, in which one of the texts stands. */
export async function findInDump(db: DataSource, texts: Iterable<string>): Promise<string[]> {
  const columns: { schema: string; table: string; column: string }[] = await db.query(
    `SELECT table_schema AS schema, table_name AS table, column_name AS column FROM information_schema.columns
       JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const wanted = [...texts];
  const found: string[] = [];
  for (const { schema, table, column } of columns) {
    const rows: unknown[] = await db.query(
      `SELECT 1 FROM "${schema}"."${table}" t
        WHERE EXISTS (SELECT FROM unnest($1::text[]) AS text
                       WHERE strpos(t."${column}"::text, text) > 0 OR strpos(t::text, text) > 0 AND text LIKE '(%') LIMIT 1`,
      [wanted],
    );
    if (rows.length > 0) found.push(`${table}.${column}`);
  }
  return found;
}
