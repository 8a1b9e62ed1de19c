import type { MigrationInterface, QueryRunner } from 'typeorm';

const NATURES = `'research_testing', 'statutory_inspection', 'batch_testing', 'calibration', 'publicly_funded'`;

const UP: readonly string[] = [
  // No order before this one declares its nature, so that the default touches nothing that was placed.
  `ALTER TABLE "voucher_rules" ADD "excluded_natures" text array NOT NULL DEFAULT '{statutory_inspection,batch_testing,calibration,publicly_funded}'`,
  `ALTER TABLE "voucher_rules" ADD CONSTRAINT "voucher_rules_nature_unknown" CHECK (excluded_natures <@ ARRAY[${NATURES}])`,
  `ALTER TABLE "service_order" ADD "nature" text`,
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_nature_known" CHECK (nature IN (${NATURES}))`,
  `ALTER TABLE "service_order" ADD "voucher_rules_version" integer`,
  // What was placed before follows the rules of the day it was placed on, as ever.
  `UPDATE service_order o SET voucher_rules_version =
       (SELECT rules.version FROM voucher, voucher_rules_at(voucher.programme_id, o.created_at) rules WHERE voucher.id = o.voucher_id)
    WHERE voucher_id IS NOT NULL`,
];

const DOWN: readonly string[] = [
  'ALTER TABLE "service_order" DROP COLUMN "voucher_rules_version", DROP COLUMN "nature"',
  'ALTER TABLE "voucher_rules" DROP COLUMN "excluded_natures"',
];

/** What an order is, as its user organisation declares it, and which of it a voucher programme excludes. */
export class ServiceNatures1795460400000 implements MigrationInterface {
  readonly name = 'ServiceNatures1795460400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
