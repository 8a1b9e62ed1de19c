import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows are the holder's; who else may read a collection is the access policy's, which the code asks first. */
const OWNER = `CASE WHEN current_setting('app.scope', true) = '*' OR EXISTS (
    SELECT FROM instrument i WHERE i.id = instrument_id
       AND i.holder_id = nullif(nullif(current_setting('app.scope', true), '*'), '')::uuid)
  THEN true END IS NOT NULL`;

const remember = (leftOut: string): string =>
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON instrument
   FOR EACH ROW EXECUTE FUNCTION audit_remember(${leftOut})`;

/** Pictures, documents and evidence of instruments; and the new contact address stays out of the digests. */
export class InstrumentFiles1795419900000 implements MigrationInterface {
  readonly name = 'InstrumentFiles1795419900000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "instrument_file" ("instrument_id" uuid NOT NULL, "file_id" uuid NOT NULL, "kind" text NOT NULL, "caption" text, "attached_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "instrument_file_kind_known" CHECK (kind IN ('photo', 'document', 'funding_evidence')), CONSTRAINT "instrument_file_attached_once" PRIMARY KEY ("instrument_id", "file_id"))`,
    );
    await runner.query(
      `ALTER TABLE "instrument_file" ADD CONSTRAINT "instrument_file_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_file" ADD CONSTRAINT "instrument_file_file_exists" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_file" ADD CONSTRAINT "instrument_file_author_exists" FOREIGN KEY ("attached_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query('ALTER TABLE instrument_file ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY tenancy ON instrument_file USING (${OWNER}) WITH CHECK (${OWNER})`,
    );
    await runner.query(
      `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON instrument_file
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
       EXECUTE FUNCTION audit_note('instrument', 'instrument_id', 'file_id', 'kind')`,
    );
    await runner.query('DROP TRIGGER audit_remember ON instrument');
    await runner.query(remember(`'contact_name', 'contact_phone', 'contact_email'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER audit_remember ON instrument');
    await runner.query(remember(`'contact_name', 'contact_phone'`));
    await runner.query('DROP TABLE instrument_file');
  }
}
