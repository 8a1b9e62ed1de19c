import type { DataSource } from 'typeorm';
import { newId } from '@app/common';

/** Whom the planted rows are between. */
interface PlantedSides {
  orderId: string;
  userOrganisationId: string;
  providerOrganisationId: string;
  /** One of each side. */
  userId: string;
  labId: string;
  /** A file of the lab, laid beside the order as raw data. */
  rawDataFileId: string;
}

/** A statement with its values. */
type Planted = [string, unknown[]];

/**
 * Rows beside an order that no single order could come to by its commands: samples sent in and machine time, a change, a
 * dispute and an answer by link. What an archive must not miss is there once of each.
 */
export async function plantEverything(db: DataSource, sides: PlantedSides): Promise<void> {
  for (const [statement, values] of [
    ...machineTime(sides),
    ...papers(sides),
    ...accounts(sides),
    ...answers(sides),
  ])
    await db.query(statement, values);
}

/** The instrument with its price, when it was booked and what was used. */
function machineTime(sides: PlantedSides): Planted[] {
  const { orderId, userOrganisationId, providerOrganisationId, userId, labId } = sides;
  const [instrumentId, unitId, reservationId] = [newId(), newId(), newId()];
  return [
    [
      `INSERT INTO instrument (id, holder_id, name_zh, asset_number, category_code, model, manufacturer, original_value_fen,
         funding_classes, accepted_on, region_code, address, must_share)
       VALUES ($1, $2, '场发射扫描电子显微镜', $1::uuid::text, '010102', 'Sigma 300', 'ZEISS', 100, '{own}', '2025-03-18', '330402', '理化楼', false)`,
      [instrumentId, providerOrganisationId],
    ],
    [
      `INSERT INTO instrument_unit (id, instrument_id, position, name) VALUES ($1, $2, 1, '一号')`,
      [unitId, instrumentId],
    ],
    [
      `INSERT INTO fee_schedule (instrument_id, version, valid_from, lines, created_by)
       VALUES ($1, 1, '2020-01-01', '[{"kind":"per_hour","amountFen":60000}]', $2)`,
      [instrumentId, labId],
    ],
    [
      'UPDATE service_order SET instrument_id = $2, fee_schedule_version = 1 WHERE id = $1',
      [orderId, instrumentId],
    ],
    [
      `INSERT INTO reservation (id, order_id, instrument_id, user_organisation_id, reserved_by, starts_at, ends_at,
         set_up_minutes, clean_up_minutes, policy_version, state)
       VALUES ($1, $2, $3, $4, $5, '2026-01-04T08:00Z', '2026-01-04T09:00Z', 0, 0, 1, 'completed')`,
      [reservationId, orderId, instrumentId, userOrganisationId, userId],
    ],
    [
      `INSERT INTO usage_record (id, instrument_id, unit_id, reservation_id, starts_at, ends_at, machine_minutes, user_name, kind, source, state)
       VALUES ($1, $2, $3, $4, '2026-01-04T08:00Z', '2026-01-04T09:00Z', 57, '王晓', 'external', 'reservation', 'approved')`,
      [newId(), instrumentId, unitId, reservationId],
    ],
  ];
}

/** What was written down and agreed. */
function papers(sides: PlantedSides): Planted[] {
  const { orderId, userOrganisationId, providerOrganisationId, userId, labId, rawDataFileId } =
    sides;
  const agreedPriceId = newId();
  return [
    [
      `INSERT INTO agreed_price (id, holder_id, customer_organisation_id, percent, valid_from, valid_until, reason, proposed_by)
       VALUES ($1, $2, $3, 80, '2020-01-01', '2099-12-31', '长期合作', $4)`,
      [agreedPriceId, providerOrganisationId, userOrganisationId, labId],
    ],
    ['UPDATE service_order SET agreed_price_id = $2 WHERE id = $1', [orderId, agreedPriceId]],
    [
      `INSERT INTO order_message (id, order_id, side, author_id, organisation_id, text)
       VALUES ($1, $2, 'user', $3, $4, '请尽快安排')`,
      [newId(), orderId, userId, userOrganisationId],
    ],
    [
      `INSERT INTO order_attachment (id, order_id, file_id, kind, sha256, attached_by, organisation_id)
       SELECT $1, $2, f.id, 'raw-data', f.sha256, $4, $5 FROM stored_file f WHERE f.id = $3`,
      [newId(), orderId, rawDataFileId, labId, providerOrganisationId],
    ],
    [
      `INSERT INTO order_history (id, order_id, actor_id, organisation_id, action, from_state, to_state, detail)
       VALUES ($1, $2, $3, $4, 'accept', 'completed', 'accepted', '{}')`,
      [newId(), orderId, userId, userOrganisationId],
    ],
    [
      `INSERT INTO sample_order (order_id, items, urgency, report_kind, left_over, report_number, report_issued_on, report_sha256)
       VALUES ($1, '[{"name":"断裂强力"}]', 'normal', 'cma', 'return', 'BG-2026-777', '2026-01-05', repeat('ab', 32))`,
      [orderId],
    ],
    [
      `INSERT INTO order_sample (id, order_id, position, name, quantity, label_code) VALUES ($1, $2, 1, '机织物', 3, $1::uuid::text)`,
      [newId(), orderId],
    ],
    [
      `INSERT INTO offline_order (order_id, description, region_code, starts_at, ends_at, report_file_id)
       VALUES ($1, '现场检测', '330402', '2026-01-04T08:00Z', '2026-01-04T09:00Z', $2)`,
      [orderId, rawDataFileId],
    ],
    [
      `INSERT INTO offline_evidence (id, order_id, file_id, reason, provided_by) VALUES ($1, $2, $3, '机构未答复', $4)`,
      [newId(), orderId, rawDataFileId, userId],
    ],
    [
      `INSERT INTO sample_quote (order_id, version, lines, list_fen, promised_on, valid_until, priced_by)
       VALUES ($1, 1, '[{"text":"断裂强力"}]', 10000, '2026-01-04', '2026-01-31', $2)`,
      [orderId, labId],
    ],
  ];
}

/** What the two asked and stated of its money. */
function accounts(sides: PlantedSides): Planted[] {
  const { orderId, userOrganisationId, providerOrganisationId, userId, labId } = sides;
  const [statementId, requestId] = [newId(), newId()];
  return [
    [
      `INSERT INTO statement (id, number, holder_organisation_id, customer_organisation_id, month, drafted_by)
       VALUES ($1, 'JS26-000777-X', $2, $3, '2026-01-01', $4)`,
      [statementId, providerOrganisationId, userOrganisationId, labId],
    ],
    ['INSERT INTO statement_line (statement_id, order_id) VALUES ($1, $2)', [statementId, orderId]],
    [
      `INSERT INTO invoice_request (id, holder_organisation_id, user_organisation_id, kind, title, tax_number, amount_fen, requested_by)
       VALUES ($1, $2, $3, 'ordinary', '测试单位', '91330402MA9JXDY10Q', 100, $4)`,
      [requestId, providerOrganisationId, userOrganisationId, userId],
    ],
    [
      `INSERT INTO invoice_request_part (id, request_id, order_id, amount_fen) VALUES ($1, $2, $3, 100)`,
      [newId(), requestId, orderId],
    ],
    [
      `UPDATE invoice_request SET state = 'withdrawn', ended_by = $2, ended_at = app_now() WHERE id = $1`,
      [requestId, userId],
    ],
    [
      `INSERT INTO write_off (id, order_id, amount_fen, reason, state, proposed_by, decided_by, decided_at)
       VALUES ($1, $2, 1, '尾差', 'rejected', $3, $4, app_now())`,
      [newId(), orderId, labId, userId],
    ],
  ];
}

/** What was agreed and argued about it, and what its provider answered by link. */
function answers({ orderId, userId, labId }: PlantedSides): Planted[] {
  return [
    [
      `INSERT INTO change_order (id, order_id, state, lines, amount_fen, fee_before_fen, fee_after_fen, is_reduction, reason, proposed_by)
       VALUES ($1, $2, 'lapsed', '[]', 100, 10000, 10100, false, '加测缘由', $3)`,
      [newId(), orderId, labId],
    ],
    [
      `INSERT INTO order_dispute (id, order_id, opened_by, fee_before_fen, decision, decided_by, decided_at, fee_after_fen)
       VALUES ($1, $2, $3, 10000, 'withdrawn', $3, app_now(), 10000)`,
      [newId(), orderId, userId],
    ],
    [
      `INSERT INTO order_confirmation (id, order_id, decision, name, sent_to, asked_by)
       VALUES ($1, $2, 'confirmed', '李老师', 'lab@example.org', $3)`,
      [newId(), orderId, userId],
    ],
  ];
}
