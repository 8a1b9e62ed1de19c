import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As `news.rules.ts` of orders has it; `test/untold-order-steps.int-spec.ts` holds the two together. */
const TOLD = [
  ...['price', 'accept-quote', 'reject', 'withdraw', 'expire', 'send', 'receive', 'late'],
  ...['confirm', 'accept-evidence', 're-promise', 'complete', 'accept', 'accept-silent'],
  ...['propose-change', 'approve-change', 'accept-change', 'decline-change'],
  ...['dispute', 'propose-adjustment', 'accept-adjustment', 'withdraw-dispute', 'decide-dispute'],
];

const UP: readonly string[] = [
  // That machine time is called off is told by its reservation.
  `CREATE FUNCTION order_step_is_told(kind text, action text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
   SELECT action IN (${TOLD.map((action) => `'${action}'`).join(', ')}) OR action = 'cancel' AND kind <> 'slot' $$`,
  // Runs as the owner: who takes a step sees no address of the other side.
  `CREATE FUNCTION order_has_webhook(of_order uuid) RETURNS boolean
     LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
   BEGIN
     RETURN EXISTS (SELECT FROM service_order o
                      JOIN webhook_endpoint e ON e.organisation_id IN (o.user_organisation_id, o.provider_organisation_id)
                     WHERE o.id = of_order AND e.state = 'active');
   END $$`,
  `CREATE FUNCTION order_history_tell() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF order_step_is_told((SELECT kind FROM service_order WHERE id = NEW.order_id), NEW.action)
        OR order_has_webhook(NEW.order_id) THEN
       INSERT INTO outbox_message (id, job, payload)
       VALUES (NEW.id, 'tell-order-change', jsonb_build_object('changeId', NEW.id));
     END IF;
     RETURN NULL;
   END $$`,
  // What is written down later, such as the past of a demonstration or a restored register, is no news.
  `CREATE TRIGGER order_history_tell AFTER INSERT ON order_history
     FOR EACH ROW WHEN (NEW.at > app_now() - interval '1 day') EXECUTE FUNCTION order_history_tell()`,
  `CREATE FUNCTION service_order_tell() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     INSERT INTO outbox_message (id, job, payload)
     VALUES (NEW.id, 'tell-order-change', jsonb_build_object('changeId', NEW.id));
     RETURN NULL;
   END $$`,
  // That an order was placed is no step of its history: a request for samples is told by itself, and no booking pays for it.
  `CREATE TRIGGER service_order_tell AFTER INSERT ON service_order
     FOR EACH ROW WHEN (NEW.kind = 'sample' AND NEW.state = 'submitted' AND NEW.created_at > app_now() - interval '1 day')
     EXECUTE FUNCTION service_order_tell()`,
];

const DOWN: readonly string[] = [
  'DROP TRIGGER service_order_tell ON service_order',
  'DROP FUNCTION service_order_tell()',
  'DROP TRIGGER order_history_tell ON order_history',
  'DROP FUNCTION order_history_tell()',
  'DROP FUNCTION order_has_webhook(uuid)',
  'DROP FUNCTION order_step_is_told(text, text)',
];

/** Every step of an order that somebody has to hear of leaves a message, whoever takes it; no other step does. */
export class OrderNews1795440600000 implements MigrationInterface {
  readonly name = 'OrderNews1795440600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
