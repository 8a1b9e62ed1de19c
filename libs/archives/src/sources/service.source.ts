import type { ArchiveSource } from '../archive-source';

/** When the service took place and what was really used. */
export const SERVICE_SOURCES: readonly ArchiveSource[] = [
  {
    name: '08-reservation',
    title: { zh: '预约', en: 'Reservation' },
    ...{ readBy: 'reservations.get', partOf: 'order' },
    facts: `SELECT to_jsonb(r) || jsonb_build_object('history', (SELECT jsonb_agg(to_jsonb(h) - 'reservation_id' ORDER BY h.id)
                     FROM reservation_history h WHERE h.reservation_id = r.id)) AS fact FROM reservation r WHERE r.order_id = $1`,
  },
  {
    name: '09-usage',
    title: { zh: '使用记录', en: 'Usage record' },
    ...{ readBy: 'usageRecords.list', partOf: 'holder' },
    facts: `SELECT to_jsonb(used) AS fact FROM usage_record used JOIN reservation r ON r.id = used.reservation_id
             WHERE r.order_id = $1 ORDER BY used.id`,
    files: `SELECT used.evidence_file_id AS id, 'evidence' AS label FROM usage_record used
              JOIN reservation r ON r.id = used.reservation_id
             WHERE r.order_id = $1 AND used.evidence_file_id IS NOT NULL ORDER BY used.id`,
  },
];
