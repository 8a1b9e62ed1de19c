import type { MigrationInterface, QueryRunner } from 'typeorm';

const FINITE = 'NOT isempty(during) AND isfinite(lower(during)) AND isfinite(upper(during))';

/** A range without a bound has NULL there, which no CHECK refuses unless it asks for true. */
export class OccupancyHasAnEnd1795425100000 implements MigrationInterface {
  readonly name = 'OccupancyHasAnEnd1795425100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "occupancy" DROP CONSTRAINT "occupancy_period_is_finite",
         ADD CONSTRAINT "occupancy_period_is_finite" CHECK ((${FINITE}) IS TRUE)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "occupancy" DROP CONSTRAINT "occupancy_period_is_finite",
         ADD CONSTRAINT "occupancy_period_is_finite" CHECK (${FINITE})`,
    );
  }
}
