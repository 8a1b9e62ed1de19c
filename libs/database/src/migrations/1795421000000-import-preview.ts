import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
/** As the policies of the other tables: one organisation's rows, all of them for work that serves everybody. */
const OWN = `(CASE WHEN ${SCOPE} = '*' OR organisation_id::text = ${SCOPE} THEN true END IS NOT NULL)`;

/** What an import without preview had made of its rows, in the new words. */
const OLD_ROWS: readonly string[] = [
  `UPDATE import_row SET outcome = CASE WHEN verdict = 'refused' THEN 'left_out'
                                        WHEN instrument_id IS NULL THEN 'linked' ELSE 'registered' END,
     messages = coalesce((SELECT jsonb_agg(message || jsonb_build_object('severity', CASE verdict WHEN 'refused' THEN 'refused' ELSE 'warned' END))
                            FROM jsonb_array_elements(messages) AS message), '[]')`,
  `UPDATE import_run r SET commit_requested = true, previewed_at = finished_at,
     state = CASE state WHEN 'running' THEN 'queued' ELSE state END,
     registered = (SELECT count(*) FROM import_row w WHERE w.run_id = r.id AND w.outcome = 'registered'),
     linked = (SELECT count(*) FROM import_row w WHERE w.run_id = r.id AND w.outcome = 'linked'),
     left_out = (SELECT count(*) FROM import_row w WHERE w.run_id = r.id AND w.outcome = 'left_out')`,
];

/** An import is previewed, repaired and committed; its mapping is remembered for the next file of the kind. */
export class ImportPreview1795421000000 implements MigrationInterface {
  readonly name = 'ImportPreview1795421000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "import_run" DROP CONSTRAINT "import_run_state_known"`);
    await runner.query(`ALTER TABLE "import_run" ADD "registered" integer NOT NULL DEFAULT '0',
      ADD "linked" integer NOT NULL DEFAULT '0', ADD "skipped" integer NOT NULL DEFAULT '0',
      ADD "left_out" integer NOT NULL DEFAULT '0', ADD "mapping" jsonb,
      ADD "commit_requested" boolean NOT NULL DEFAULT false,
      ADD "previewed_at" TIMESTAMP WITH TIME ZONE, ADD "reading_id" uuid`);
    await runner.query(`ALTER TABLE "import_row" ADD "cells" text array,
      ADD "repairs" jsonb NOT NULL DEFAULT '{}', ADD "skip" boolean NOT NULL DEFAULT false,
      ADD "warnings_accepted" boolean NOT NULL DEFAULT false, ADD "outcome" text,
      ADD "serial_number" text, ADD "likeness" text, ADD "version" integer NOT NULL DEFAULT '1'`);
    for (const statement of OLD_ROWS) await runner.query(statement);
    await runner.query(
      `ALTER TABLE "import_run" ADD CONSTRAINT "import_run_state_is_known" CHECK (state IN ('queued', 'reading', 'previewed', 'committing', 'stopped', 'finished', 'failed'))`,
    );
    await runner.query(
      `ALTER TABLE "import_row" ADD CONSTRAINT "import_row_outcome_known" CHECK (outcome IN ('registered', 'linked', 'skipped', 'left_out'))`,
    );
    await runner.query(
      `CREATE TABLE "import_mapping" ("organisation_id" uuid NOT NULL, "fingerprint" text NOT NULL, "mapping" jsonb NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "import_mapping_of_header" PRIMARY KEY ("organisation_id", "fingerprint"))`,
    );
    await runner.query(
      `ALTER TABLE "import_mapping" ADD CONSTRAINT "import_mapping_organisation_exists" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query('ALTER TABLE import_mapping ENABLE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY tenancy ON import_mapping USING ${OWN} WITH CHECK ${OWN}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "import_mapping"`);
    await runner.query(`ALTER TABLE "import_row" DROP CONSTRAINT "import_row_outcome_known"`);
    await runner.query(`ALTER TABLE "import_run" DROP CONSTRAINT "import_run_state_is_known"`);
    await runner.query(
      `UPDATE import_run SET state = CASE WHEN state IN ('reading', 'committing') THEN 'running' ELSE 'finished' END
        WHERE state IN ('reading', 'previewed', 'committing', 'stopped')`,
    );
    await runner.query(`ALTER TABLE "import_row" DROP COLUMN "version", DROP COLUMN "likeness",
      DROP COLUMN "serial_number", DROP COLUMN "outcome", DROP COLUMN "warnings_accepted",
      DROP COLUMN "skip", DROP COLUMN "repairs", DROP COLUMN "cells"`);
    await runner.query(`ALTER TABLE "import_run" DROP COLUMN "reading_id", DROP COLUMN "previewed_at",
      DROP COLUMN "commit_requested", DROP COLUMN "mapping", DROP COLUMN "left_out",
      DROP COLUMN "skipped", DROP COLUMN "linked", DROP COLUMN "registered"`);
    await runner.query(
      `ALTER TABLE "import_run" ADD CONSTRAINT "import_run_state_known" CHECK (state IN ('queued', 'running', 'finished', 'failed'))`,
    );
  }
}
