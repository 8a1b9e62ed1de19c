import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a user organisation thinks of a service. */
export class Rating1795428100000 implements MigrationInterface {
  readonly name = 'Rating1795428100000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "reservation" ADD "rating" integer`);
    await runner.query(`ALTER TABLE "reservation" ADD "rating_comment" text`);
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_rating_in_range" CHECK (rating BETWEEN 1 AND 5)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "reservation" DROP CONSTRAINT "reservation_rating_in_range"`);
    await runner.query(`ALTER TABLE "reservation" DROP COLUMN "rating_comment"`);
    await runner.query(`ALTER TABLE "reservation" DROP COLUMN "rating"`);
  }
}
