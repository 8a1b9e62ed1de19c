import type { DataSource } from 'typeorm';
import { newId } from '@app/common';

/** A holder with everything its records refer to. */
export interface TestHolder {
  organisationId: string;
  creditCode: string;
  userId: string;
}

let counter = 0;

/** Makes a holder and a person of it. */
export async function buildHolder(db: DataSource): Promise<TestHolder> {
  counter += 1;
  const holder = {
    organisationId: newId(),
    creditCode: `1233${String(process.pid).padStart(7, '0')}${String(counter).padStart(7, '0')}`,
    userId: newId(),
  };
  await db.query(
    `INSERT INTO organisation (id, name_zh, credit_code, kind, legal_form, region_code, contact_name, contact_phone, verification)
     VALUES ($1, $2, $3, 'university', 'public_institution', '330402', '王晓', '0573-83640000', 'verified')`,
    [holder.organisationId, `持有单位${counter}`, holder.creditCode],
  );
  await db.query(
    `INSERT INTO app_user (id, login, display_name, password_hash) VALUES ($1, $2, '王晓', 'none')`,
    [holder.userId, `holder-${holder.userId}`],
  );
  return holder;
}

interface InstrumentParts {
  status?: string;
  nameZh?: string;
  categoryCode?: string;
  /** False for one that no reviewer ever listed. */
  listed?: boolean;
}

/** Makes `count` instruments of a holder, listed unless told otherwise. */
export async function buildInstruments(
  db: DataSource,
  holder: TestHolder,
  count: number,
  parts: InstrumentParts = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await db.query(
    `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer,
                             original_value_fen, funding_classes, must_share, accepted_on, region_code, address, status,
                             listed_at, contact_name, contact_phone)
     SELECT id, $2, $3, id::text, $4, 'SU8600', 'Hitachi', 35800000, '{fiscal_local}', true, '2025-03-18', '330402',
            '广穹路899号', $5, CASE WHEN $6 THEN app_now() END, '王晓', '0573-83640000' FROM unnest($1::uuid[]) AS id`,
    [
      ids,
      holder.organisationId,
      parts.nameZh ?? '扫描电子显微镜',
      parts.categoryCode ?? '010100',
      parts.status ?? 'listed',
      parts.listed ?? true,
    ],
  );
  return ids;
}

/** Makes one instrument. */
export async function buildInstrument(
  db: DataSource,
  holder: TestHolder,
  parts: InstrumentParts = {},
): Promise<string> {
  const [id] = await buildInstruments(db, holder, 1, parts);
  if (id === undefined) throw new Error('no instrument was made');
  return id;
}

/** Changes an instrument as the product does: its row version grows. */
export async function changeInstrument(db: DataSource, id: string, model: string): Promise<void> {
  await db.query('UPDATE instrument SET model = $2, version = version + 1 WHERE id = $1', [
    id,
    model,
  ]);
}

/** Makes an order of a slot with its reservation, used from 09:10 to 11:40 in Shanghai; completed unless told otherwise. */
export async function buildService(
  db: DataSource,
  user: TestHolder,
  service: { provider: TestHolder; instrumentId: string; state?: string },
): Promise<string> {
  const orderId = newId();
  const state = service.state ?? 'completed';
  await db.query(
    `INSERT INTO service_order (id, number, kind, user_organisation_id, provider_organisation_id, instrument_id,
                                placed_by, purpose, state, list_fen, voucher_fen, own_fen, actual_fen, completed_at)
     VALUES ($1::uuid, ($1::uuid)::text, 'slot', $2, $3, $4, $5, 'testing', $6, 128050, 0, 128050,
             CASE WHEN $7 THEN 128050 END, CASE WHEN $7 THEN app_now() END)`,
    [
      orderId,
      user.organisationId,
      service.provider.organisationId,
      service.instrumentId,
      user.userId,
      state,
      state !== 'open',
    ],
  );
  await db.query(
    `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
                              set_up_minutes, clean_up_minutes, policy_version, state, actual_starts_at, actual_ends_at)
     VALUES ($1, $2, $3, $4, $5, '2026-11-24T01:00:00Z', '2026-11-24T04:00:00Z', 0, 0, 1, 'completed',
             '2026-11-24T01:10:00Z', '2026-11-24T03:40:00Z')`,
    [newId(), orderId, service.instrumentId, user.organisationId, user.userId],
  );
  return orderId;
}
