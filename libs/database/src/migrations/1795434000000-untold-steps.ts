import type { MigrationInterface, QueryRunner } from 'typeorm';

const tell = (condition: string): string => `
  CREATE OR REPLACE FUNCTION reservation_history_tell() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF ${condition} THEN
      INSERT INTO outbox_message (id, job, payload)
      VALUES (NEW.id, 'tell-reservation-change', jsonb_build_object('changeId', NEW.id));
    END IF;
    RETURN NULL;
  END $$`;

const UP: readonly string[] = [
  // As news.rules.ts has it, whoever takes the step: test/untold-steps.int-spec.ts holds the two together.
  `CREATE FUNCTION reservation_step_is_told(action text, from_state text, to_state text) RETURNS boolean
     LANGUAGE sql IMMUTABLE AS $$
   SELECT CASE WHEN to_state = 'requested' THEN true
               WHEN from_state = to_state THEN action IN ('overrun', 'move')
               ELSE to_state IN ('confirmed', 'rejected', 'expired', 'no_show', 'cancelled') END $$`,
  // Runs as the owner: who takes a step sees no address of the other side.
  `CREATE FUNCTION reservation_has_webhook(of_reservation uuid) RETURNS boolean
     LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
   BEGIN
     RETURN EXISTS (SELECT FROM reservation r JOIN instrument i ON i.id = r.instrument_id
                      JOIN webhook_endpoint e ON e.organisation_id IN (r.user_organisation_id, i.holder_id)
                     WHERE r.id = of_reservation AND e.state = 'active');
   END $$`,
  tell(
    'reservation_step_is_told(NEW.action, NEW.from_state, NEW.to_state) OR reservation_has_webhook(NEW.reservation_id)',
  ),
];

const DOWN: readonly string[] = [
  tell('true'),
  'DROP FUNCTION reservation_has_webhook(uuid)',
  'DROP FUNCTION reservation_step_is_told(text, text, text)',
];

/** A step of a reservation that nobody is told of leaves no message: a check-in, say, unless a system listens. */
export class UntoldSteps1795434000000 implements MigrationInterface {
  readonly name = 'UntoldSteps1795434000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
