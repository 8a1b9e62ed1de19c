import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [`ALTER TABLE "reservation" ADD "override_reason" text`];

const DOWN: readonly string[] = [`ALTER TABLE "reservation" DROP COLUMN "override_reason"`];

/** What a booking policy asks of reservations beyond their period. */
export class BookingTerms1795426100000 implements MigrationInterface {
  readonly name = 'BookingTerms1795426100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
