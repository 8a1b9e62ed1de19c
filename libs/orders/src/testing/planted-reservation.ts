import type { DataSource } from 'typeorm';
import { newId } from '@app/common';
import type { OrderSides } from './order-desk';

/** Gives an order of machine time its instrument and its reservation of one hour. @returns the instrument's id */
export async function plantReservation(
  db: DataSource,
  { manager, person }: OrderSides,
  orderId: string,
  startsAt: string,
  state = 'confirmed',
): Promise<string> {
  const instrumentId = newId();
  await db.query(
    `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
       funding_classes, accepted_on, region_code, address, must_share)
     VALUES ($1, $2, '拉力机', $1::uuid::text, '010102', 'M', 'M', 100, '{own}', '2025-03-18', '330402', '理化楼', false)`,
    [instrumentId, manager.organisationId],
  );
  await db.query('UPDATE service_order SET instrument_id = $2 WHERE id = $1', [
    orderId,
    instrumentId,
  ]);
  await db.query(
    `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
       set_up_minutes, clean_up_minutes, policy_version, state)
     VALUES ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz + interval '1 hour', 0, 0, 1, $7)`,
    [newId(), orderId, instrumentId, person.organisationId, person.userId, startsAt, state],
  );
  return instrumentId;
}
