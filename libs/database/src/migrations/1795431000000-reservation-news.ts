import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every step in the life of a reservation leaves a message to tell of it, whoever takes the step: written by the history
 * itself, so that no way is forgotten and no booking pays another round trip.
 */
export class ReservationNews1795431000000 implements MigrationInterface {
  readonly name = 'ReservationNews1795431000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE FUNCTION reservation_history_tell() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         INSERT INTO outbox_message (id, job, payload)
         VALUES (NEW.id, 'tell-reservation-change', jsonb_build_object('changeId', NEW.id));
         RETURN NULL;
       END $$`,
    );
    await runner.query(
      // What is written down later, such as the past of a demonstration or a restored register, is no news.
      `CREATE TRIGGER reservation_history_tell AFTER INSERT ON reservation_history
         FOR EACH ROW WHEN (NEW.at > app_now() - interval '1 day') EXECUTE FUNCTION reservation_history_tell()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER reservation_history_tell ON reservation_history');
    await runner.query('DROP FUNCTION reservation_history_tell()');
  }
}
