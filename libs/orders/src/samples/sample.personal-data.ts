import type { PersonalDataSources } from '@app/identity';

/** What sample orders hold about a person: what was sent in, and who priced and promised. */
export function defineSampleData(sources: PersonalDataSources): void {
  sources.define({
    name: 'sampleOrders',
    rows: `SELECT s.order_id AS "orderId", s.items, s.quote_lines AS "quoteLines", s.carrier, s.ended_reason AS "endedReason",
                  (SELECT jsonb_agg(jsonb_build_object('name', p.name, 'hazards', p.hazards) ORDER BY p.position)
                     FROM order_sample p WHERE p.order_id = s.order_id) AS samples
             FROM sample_order s JOIN service_order o ON o.id = s.order_id WHERE o.placed_by = $1`,
  });
  sources.define({
    name: 'sampleQuotes',
    rows: `SELECT order_id AS "orderId", version, reason, lines, created_at AS "createdAt" FROM sample_quote WHERE priced_by = $1`,
  });
  sources.define({
    name: 'samplePromises',
    rows: `SELECT order_id AS "orderId", promised_on AS "promisedOn", reason, created_at AS "createdAt"
             FROM sample_promise WHERE made_by = $1`,
  });
}
