import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPE = `current_setting('app.scope', true)`;
const visible = (owner: string): string =>
  `(CASE WHEN ${SCOPE} = '*' OR ${owner} THEN true END IS NOT NULL)`;
const OF_USER = `user_organisation_id::text = ${SCOPE}`;
const HELD = `EXISTS (SELECT FROM instrument i WHERE i.id = instrument_id
   AND i.holder_id = nullif(nullif(${SCOPE}, '*'), '')::uuid)`;

/** Bookings that repeat; both sides of a series see it, its user side makes it. */
export class ReservationSeries1795424000000 implements MigrationInterface {
  readonly name = 'ReservationSeries1795424000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "reservation_series" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "user_organisation_id" uuid NOT NULL, "reserved_by" uuid NOT NULL, "repeat" jsonb NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_reservation_series" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "reservation_series_of_instrument" ON "reservation_series" ("instrument_id") `,
    );
    for (const [name, column, table] of [
      ['instrument', 'instrument_id', 'instrument'],
      ['organisation', 'user_organisation_id', 'organisation'],
      ['author', 'reserved_by', 'app_user'],
    ])
      await runner.query(
        `ALTER TABLE "reservation_series" ADD CONSTRAINT "reservation_series_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      );
    await runner.query(`ALTER TABLE "reservation" ADD "series_id" uuid`);
    await runner.query(
      `CREATE INDEX "reservation_of_series" ON "reservation" ("series_id") WHERE series_id IS NOT NULL`,
    );
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_series_exists" FOREIGN KEY ("series_id") REFERENCES "reservation_series"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query('ALTER TABLE reservation_series ENABLE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY tenancy ON reservation_series FOR SELECT USING ${visible(`${OF_USER} OR ${HELD}`)}`,
    );
    await runner.query(
      `CREATE POLICY tenancy_add ON reservation_series FOR INSERT WITH CHECK ${visible(OF_USER)}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "reservation" DROP CONSTRAINT "reservation_series_exists"`);
    await runner.query(`DROP INDEX "public"."reservation_of_series"`);
    await runner.query(`ALTER TABLE "reservation" DROP COLUMN "series_id"`);
    await runner.query('DROP TABLE reservation_series');
  }
}
