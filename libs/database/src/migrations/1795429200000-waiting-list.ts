import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const OWN = `(CASE WHEN ${SCOPE} = '*' OR user_organisation_id::text = ${SCOPE} THEN true END IS NOT NULL)`;

const REFERENCES: readonly [name: string, column: string, target: string][] = [
  ['person', 'user_id', 'app_user'],
  ['organisation', 'user_organisation_id', 'organisation'],
  ['instrument', 'instrument_id', 'instrument'],
];

/**
 * Whoever frees time, by whichever command, asks in the same transaction that it be offered: an event that each command
 * had to remember would be forgotten by the next one. Runs as the owner, because who cancels does not see who waits. A
 * booking inserts and so pays nothing; a hold that becomes a reservation keeps its time.
 */
const FREED: readonly string[] = [
  `CREATE FUNCTION occupancy_tell_freed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
     SET search_path = public, pg_temp AS $$
   BEGIN
     INSERT INTO outbox_message (id, job, payload)
     SELECT gen_random_uuid(), 'offer-freed-time', jsonb_build_object('instrumentId', awaited.instrument_id)
       FROM (SELECT DISTINCT w.instrument_id FROM waiting_entry w
              WHERE w.state IN ('waiting', 'offered') AND w.instrument_id IN (
                    SELECT u.instrument_id FROM instrument_unit u WHERE u.id = OLD.unit_id
                     UNION ALL
                    SELECT part.whole_id FROM instrument_unit u JOIN instrument part ON part.id = u.instrument_id
                     WHERE u.id = OLD.unit_id
                     UNION ALL
                    SELECT r.instrument_id FROM instrument_unit u JOIN instrument_resource r ON r.resource_id = u.resource_id
                     WHERE u.id = OLD.unit_id)) AS awaited;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER occupancy_tell_freed AFTER UPDATE OF blocking, during ON occupancy FOR EACH ROW
   WHEN (OLD.blocking AND (NOT NEW.blocking OR NEW.during <> OLD.during)) EXECUTE FUNCTION occupancy_tell_freed()`,
  `CREATE TRIGGER occupancy_tell_removed AFTER DELETE ON occupancy FOR EACH ROW
   WHEN (OLD.blocking) EXECUTE FUNCTION occupancy_tell_freed()`,
];

const UP: readonly string[] = [
  `CREATE TABLE "waiting_entry" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "user_organisation_id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "wanted_from" TIMESTAMP WITH TIME ZONE NOT NULL, "wanted_until" TIMESTAMP WITH TIME ZONE NOT NULL, "minutes" integer NOT NULL, "purpose" text NOT NULL, "alert_only" boolean NOT NULL, "state" text NOT NULL, "hold_id" uuid, "offered_starts_at" TIMESTAMP WITH TIME ZONE, "offered_ends_at" TIMESTAMP WITH TIME ZONE, "offer_expires_at" TIMESTAMP WITH TIME ZONE, "alerted_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "waiting_entry_state_known" CHECK (state IN ('waiting', 'offered', 'booked', 'left', 'expired')), CONSTRAINT "waiting_entry_purpose_known" CHECK (purpose IN ('concept_validation', 'pilot_test', 'experimental_development', 'testing', 'maturation', 'other')), CONSTRAINT "waiting_entry_fits_window" CHECK (minutes > 0 AND wanted_from + make_interval(mins => minutes) <= wanted_until), CONSTRAINT "waiting_entry_offer_is_held" CHECK (state <> 'offered' OR num_nonnulls(hold_id, offered_starts_at, offered_ends_at, offer_expires_at) = 4), CONSTRAINT "waiting_entry_alert_holds_nothing" CHECK (NOT (alert_only AND hold_id IS NOT NULL)), CONSTRAINT "PK_waiting_entry" PRIMARY KEY ("id"))`,
  `CREATE INDEX "waiting_entry_of_person" ON "waiting_entry" ("user_id") `,
  `CREATE INDEX "waiting_entry_in_line" ON "waiting_entry" ("instrument_id", "created_at") WHERE state IN ('waiting', 'offered')`,
  `CREATE INDEX "waiting_entry_hold" ON "waiting_entry" ("hold_id") WHERE state = 'offered'`,
  ...REFERENCES.map(
    ([name, column, target]) =>
      `ALTER TABLE "waiting_entry" ADD CONSTRAINT "waiting_entry_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${target}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  'ALTER TABLE waiting_entry ENABLE ROW LEVEL SECURITY',
  `CREATE POLICY tenancy ON waiting_entry USING ${OWN} WITH CHECK ${OWN}`,
  ...FREED,
];

/** Who waits for time on an instrument, and what tells that some became free. */
export class WaitingList1795429200000 implements MigrationInterface {
  readonly name = 'WaitingList1795429200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER occupancy_tell_removed ON occupancy');
    await runner.query('DROP TRIGGER occupancy_tell_freed ON occupancy');
    await runner.query('DROP FUNCTION occupancy_tell_freed()');
    await runner.query('DROP TABLE waiting_entry');
  }
}
