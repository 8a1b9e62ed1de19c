import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SetupCode1795399128312 implements MigrationInterface {
  readonly name = 'SetupCode1795399128312';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "setup_code" ("code_hash" bytea NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_5d557cb8e22fe9eb18ca3486daf" PRIMARY KEY ("code_hash"))`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "setup_code"`);
  }
}
