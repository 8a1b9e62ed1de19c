import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP: readonly string[] = [
  `ALTER TABLE "reservation" ADD "approved_by" uuid`,
  `ALTER TABLE "reservation" ADD "second_approval" text`,
  `ALTER TABLE "reservation" ADD "second_approved_by" uuid`,
  `CREATE INDEX "reservation_approved_by" ON "reservation" ("approved_by") WHERE approved_by IS NOT NULL`,
  `CREATE INDEX "reservation_second_approved_by" ON "reservation" ("second_approved_by") WHERE second_approved_by IS NOT NULL`,
  `CREATE INDEX "reservation_waiting_second" ON "reservation" ("second_approval", "starts_at") WHERE state = 'requested' AND second_approval IS NOT NULL`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_second_approval_known" CHECK (second_approval IN ('holder', 'bureau'))`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_second_follows_first" CHECK (num_nonnulls(second_approval, second_approved_by) = 0 OR approved_by IS NOT NULL)`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_second_is_another_person" CHECK (second_approved_by <> approved_by)`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_second_given_before_use" CHECK (second_approval IS NULL OR second_approved_by IS NOT NULL OR state NOT IN ('confirmed', 'in_use', 'used', 'completed'))`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_approver_exists" FOREIGN KEY ("approved_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `ALTER TABLE "reservation" ADD CONSTRAINT "reservation_second_approver_exists" FOREIGN KEY ("second_approved_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
];

/** A request may need the word of the holder or the office after that of the laboratory, by another person. */
export class SecondApproval1795432000000 implements MigrationInterface {
  readonly name = 'SecondApproval1795432000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['second_approved_by', 'second_approval', 'approved_by'])
      await runner.query(`ALTER TABLE "reservation" DROP COLUMN "${column}"`);
  }
}
