import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who stands behind an organisation: its legal representative and its controller, where it told. */
export class BehindOrganisations1795450600000 implements MigrationInterface {
  readonly name = 'BehindOrganisations1795450600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "organisation" ADD "legal_representative" text');
    await runner.query('ALTER TABLE "organisation" ADD "controller" text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "organisation" DROP COLUMN "controller"');
    await runner.query('ALTER TABLE "organisation" DROP COLUMN "legal_representative"');
  }
}
