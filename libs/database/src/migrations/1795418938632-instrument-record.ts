import type { MigrationInterface, QueryRunner } from 'typeorm';

export class InstrumentRecord1795418938632 implements MigrationInterface {
  readonly name = 'InstrumentRecord1795418938632';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "instrument" DROP CONSTRAINT "instrument_must_share_follows_value_and_funding"`,
    );
    await runner.query(`ALTER TABLE "instrument" ADD "serial_number" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "booked_on" date`);
    await runner.query(`ALTER TABLE "instrument" ADD "acquisition" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "instrument_type" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "department" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "carrier_kind" text NOT NULL DEFAULT 'none'`);
    await runner.query(`ALTER TABLE "instrument" ADD "carrier_name" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "subjects" text array NOT NULL DEFAULT '{}'`);
    await runner.query(
      `ALTER TABLE "instrument" ADD "uses" text array NOT NULL DEFAULT '{research}'`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD "services" text array NOT NULL DEFAULT '{slot}'`,
    );
    await runner.query(`ALTER TABLE "instrument" ADD "specification" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "functions" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "service_content" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "user_notice" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "achievements" text`);
    await runner.query(
      `ALTER TABLE "instrument" ADD "customs_supervised" boolean NOT NULL DEFAULT false`,
    );
    await runner.query(`ALTER TABLE "instrument" ADD "customs_declaration" jsonb`);
    await runner.query(`ALTER TABLE "instrument" ADD "postal_code" text`);
    await runner.query(`ALTER TABLE "instrument" ADD "latitude" double precision`);
    await runner.query(`ALTER TABLE "instrument" ADD "longitude" double precision`);
    await runner.query(`ALTER TABLE "instrument" ADD "whole_id" uuid`);
    await runner.query(`ALTER TABLE "instrument" ADD "tags" text array NOT NULL DEFAULT '{}'`);
    await runner.query(`ALTER TABLE "instrument" ADD "use_obliged" boolean NOT NULL DEFAULT false`);
    await runner.query(`ALTER TABLE "instrument" ADD "contact_email" text`);
    await runner.query(`ALTER TABLE "instrument" ADD CONSTRAINT "instrument_must_share_follows_value_funding_and_use" CHECK (must_share = (original_value_fen >= 30000000 AND funding_classes && ARRAY['fiscal_central', 'fiscal_local', 'state_capital']::text[]
    AND (uses @> ARRAY['research'] OR use_obliged)))`);
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_no_part_of_itself" CHECK (whole_id <> id)`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_place_on_earth" CHECK ((latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_declared_when_supervised" CHECK (customs_supervised OR customs_declaration IS NULL)`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_at_most_four_subjects" CHECK (cardinality(subjects) <= 4)`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_carrier_known" CHECK (carrier_kind IN ('none', 'research_centre', 'facility', 'state_key_laboratory', 'engineering_centre', 'germplasm_bank'))`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_type_known" CHECK (instrument_type IN ('general', 'special'))`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_acquisition_known" CHECK (acquisition IN ('purchased', 'developed', 'donated', 'other'))`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_uses_known" CHECK (cardinality(uses) > 0 AND uses <@ ARRAY['research', 'testing', 'teaching', 'medical', 'production']::text[])`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_services_known" CHECK (cardinality(services) > 0 AND services <@ ARRAY['slot', 'sample']::text[])`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_whole_exists" FOREIGN KEY ("whole_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_whole_exists"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_services_known"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_uses_known"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_acquisition_known"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_type_known"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_carrier_known"`);
    await runner.query(
      `ALTER TABLE "instrument" DROP CONSTRAINT "instrument_at_most_four_subjects"`,
    );
    await runner.query(
      `ALTER TABLE "instrument" DROP CONSTRAINT "instrument_declared_when_supervised"`,
    );
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_place_on_earth"`);
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_no_part_of_itself"`);
    await runner.query(
      `ALTER TABLE "instrument" DROP CONSTRAINT "instrument_must_share_follows_value_funding_and_use"`,
    );
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "contact_email"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "use_obliged"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "tags"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "whole_id"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "longitude"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "latitude"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "postal_code"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "customs_declaration"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "customs_supervised"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "achievements"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "user_notice"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "service_content"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "functions"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "specification"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "services"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "uses"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "subjects"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "carrier_name"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "carrier_kind"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "department"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "instrument_type"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "acquisition"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "booked_on"`);
    await runner.query(`ALTER TABLE "instrument" DROP COLUMN "serial_number"`);
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_must_share_follows_value_and_funding" CHECK ((must_share = ((original_value_fen >= 30000000) AND (funding_classes && ARRAY['fiscal_central'::text, 'fiscal_local'::text, 'state_capital'::text]))))`,
    );
  }
}
