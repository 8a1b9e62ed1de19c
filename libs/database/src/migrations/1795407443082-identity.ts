import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Identity1795407443082 implements MigrationInterface {
  readonly name = 'Identity1795407443082';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "api_key" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "user_id" uuid NOT NULL, "name" text NOT NULL, "key_hash" bytea NOT NULL, "prefix" text NOT NULL, "scopes" text array NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE, "revoked_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "api_key_hash" UNIQUE ("key_hash"), CONSTRAINT "PK_b1bd840641b8acbaad89c3d8d11" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "api_key_organisation" ON "api_key"  ("organisation_id") `);
    await runner.query(
      `CREATE TABLE "delegation" ("id" uuid NOT NULL, "principal_id" uuid NOT NULL, "agent_id" uuid NOT NULL, "actions" text array NOT NULL, "starts_on" date NOT NULL, "ends_on" date NOT NULL, "file_id" uuid NOT NULL, "granted_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "revoked_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "delegation_period" CHECK (starts_on <= ends_on), CONSTRAINT "delegation_of_another" CHECK (principal_id <> agent_id), CONSTRAINT "PK_a2cb6c9b942d68b109131beab44" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "delegation_principal" ON "delegation"  ("principal_id") `);
    await runner.query(`CREATE INDEX "delegation_agent" ON "delegation"  ("agent_id") `);
    await runner.query(
      `CREATE TABLE "invitation" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "email" text NOT NULL, "roles" text array NOT NULL, "state" text NOT NULL DEFAULT 'open', "invited_by" uuid NOT NULL, "accepted_by" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "invitation_state_known" CHECK (state IN ('open', 'accepted', 'withdrawn')), CONSTRAINT "PK_beb994737756c0f18a1c1f8669c" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "invitation_organisation" ON "invitation"  ("organisation_id") `,
    );
    await runner.query(
      `CREATE TABLE "signed_link" ("id" uuid NOT NULL, "purpose" text NOT NULL, "object_id" uuid NOT NULL, "email" text, "created_by" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "signed_link_purpose_known" CHECK (purpose IN ('invitation', 'password-reset', 'order-confirmation')), CONSTRAINT "PK_6301cd3b0cf99bcd11706bc8b16" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "signed_link_object" ON "signed_link"  ("object_id") `);
    await runner.query(
      `CREATE TABLE "payee_account" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "account_name" text NOT NULL, "bank" text NOT NULL, "sealed_number" text NOT NULL, "number_ending" text NOT NULL, "proof_file_id" uuid NOT NULL, "state" text NOT NULL DEFAULT 'proposed', "proposed_by" uuid NOT NULL, "confirmed_by" uuid, "decided_by" uuid, "reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "active_from" TIMESTAMP WITH TIME ZONE, "flagged_until" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', CONSTRAINT "payee_account_second_person" CHECK (confirmed_by <> proposed_by AND decided_by <> proposed_by AND decided_by <> confirmed_by), CONSTRAINT "payee_account_state_known" CHECK (state IN ('proposed', 'confirmed', 'active', 'refused', 'withdrawn', 'replaced')), CONSTRAINT "PK_649cfc7f4d46bed28428612b122" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "payee_account_organisation" ON "payee_account"  ("organisation_id") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "payee_account_one_pending" ON "payee_account"  ("organisation_id") WHERE state IN ('proposed', 'confirmed')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "payee_account_one_active" ON "payee_account"  ("organisation_id") WHERE state = 'active'`,
    );
    await runner.query(
      `CREATE TABLE "provider_admission" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "commitment_file_id" uuid NOT NULL, "payee_account_id" uuid NOT NULL, "abilities" text array NOT NULL, "state" text NOT NULL DEFAULT 'submitted', "applied_by" uuid NOT NULL, "decided_by" uuid, "reason" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "decided_at" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', CONSTRAINT "provider_admission_second_person" CHECK (decided_by <> applied_by), CONSTRAINT "provider_admission_state_known" CHECK (state IN ('submitted', 'returned', 'approved', 'rejected', 'ended')), CONSTRAINT "PK_bf4be52fd938bf14d85f6faaf13" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "provider_admission_organisation" ON "provider_admission"  ("organisation_id") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "provider_admission_one_open" ON "provider_admission"  ("organisation_id") WHERE state IN ('submitted', 'returned', 'approved')`,
    );
    await runner.query(
      `CREATE TABLE "second_factor" ("user_id" uuid NOT NULL, "sealed_secret" text, "sealed_candidate" text, "confirmed_at" TIMESTAMP WITH TIME ZONE, "last_step" bigint NOT NULL DEFAULT '0', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "second_factor_confirmed_secret" CHECK ((sealed_secret IS NULL) = (confirmed_at IS NULL)), CONSTRAINT "PK_ed3b12c71bfc8b301ef340e1717" PRIMARY KEY ("user_id"))`,
    );
    await runner.query(
      `CREATE TABLE "recovery_code" ("user_id" uuid NOT NULL, "code_hash" bytea NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_a0a5d0531fcd8f15f45cf088e88" PRIMARY KEY ("user_id", "code_hash"))`,
    );
    await runner.query(
      `CREATE TABLE "former_password" ("user_id" uuid NOT NULL, "password_hash" text NOT NULL, "replaced_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_e610a6eff332fd61017b44ce8d6" PRIMARY KEY ("user_id", "password_hash"))`,
    );
    await runner.query(
      `CREATE TABLE "external_identity" ("issuer" text NOT NULL, "subject" text NOT NULL, "id" uuid NOT NULL, "user_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "external_identity_public_id" UNIQUE ("id"), CONSTRAINT "PK_b9308b1f08c8ca517f9ab5c4648" PRIMARY KEY ("issuer", "subject"))`,
    );
    await runner.query(
      `CREATE INDEX "external_identity_user" ON "external_identity"  ("user_id") `,
    );
    await runner.query(
      `CREATE TABLE "sign_in_flow" ("state_hash" bytea NOT NULL, "provider" text NOT NULL, "browser_hash" bytea NOT NULL, "sealed_secrets" text NOT NULL, "user_id" uuid, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_e651ca3bfd4c65c8362c34efc70" PRIMARY KEY ("state_hash"))`,
    );
    await runner.query(
      `CREATE TABLE "sign_in_guess" ("bucket_hash" bytea NOT NULL, "failures" integer NOT NULL, "forgotten_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "PK_e85d69fd5892d48962f298bd45f" PRIMARY KEY ("bucket_hash"))`,
    );
    await runner.query(`ALTER TABLE "audit_entry" ADD "outcome" text NOT NULL DEFAULT 'done'`);
    await runner.query(`ALTER TABLE "audit_entry" ADD "request_id" uuid`);
    await runner.query(`ALTER TABLE "audit_entry" ADD "agent_organisation_id" uuid`);
    await runner.query(`ALTER TABLE "audit_entry" ADD "digest_before" bytea`);
    await runner.query(`ALTER TABLE "audit_entry" ADD "digest_after" bytea`);
    await runner.query(`ALTER TABLE "organisation" ADD "affiliation" text NOT NULL DEFAULT 'none'`);
    await runner.query(`ALTER TABLE "organisation" ADD "supervisor_id" uuid`);
    // Who is here already was registered by the bureau.
    await runner.query(
      `ALTER TABLE "organisation" ADD "verification" text NOT NULL DEFAULT 'verified'`,
    );
    await runner.query(`ALTER TABLE "organisation" ALTER "verification" SET DEFAULT 'pending'`);
    await runner.query(`ALTER TABLE "organisation" ADD "verification_reason" text`);
    await runner.query(`ALTER TABLE "organisation" ADD "verified_by" uuid`);
    await runner.query(`ALTER TABLE "organisation" ADD "verified_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "app_user" ADD "kind" text NOT NULL DEFAULT 'person'`);
    await runner.query(`ALTER TABLE "app_user" ADD "email" text`);
    await runner.query(`ALTER TABLE "app_user" ADD "phone" text`);
    await runner.query(
      `ALTER TABLE "app_user" ADD "password_changed_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now()`,
    );
    await runner.query(`ALTER TABLE "app_user" ADD "erased_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(`ALTER TABLE "app_user" ADD "version" integer NOT NULL DEFAULT '1'`);
    await runner.query(`ALTER TABLE "session" ADD "id" uuid NOT NULL DEFAULT gen_random_uuid()`);
    await runner.query(`ALTER TABLE "session" ALTER "id" DROP DEFAULT`);
    await runner.query(`ALTER TABLE "session" ADD CONSTRAINT "session_public_id" UNIQUE ("id")`);
    await runner.query(`ALTER TABLE "session" ADD "delegation_id" uuid`);
    await runner.query(`ALTER TABLE "session" ADD "device" text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "session" ADD "address" text NOT NULL DEFAULT ''`);
    await runner.query(`ALTER TABLE "session" ADD "second_factor_at" TIMESTAMP WITH TIME ZONE`);
    await runner.query(
      `ALTER TABLE "session" ADD "proved_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now()`,
    );
    await runner.query(`ALTER TABLE "app_user" ALTER COLUMN "password_hash" DROP NOT NULL`);
    await runner.query(`ALTER TABLE "membership" DROP CONSTRAINT "membership_role_known"`);
    await runner.query(
      `ALTER TABLE "membership" ADD CONSTRAINT "membership_role_known" CHECK (role IN ('enterprise_member', 'enterprise_admin', 'instrument_operator', 'lab_manager', 'holder_admin', 'department_reviewer', 'county_reviewer', 'bureau_reviewer', 'measure_reporter', 'measure_reviewer', 'finance_officer', 'bureau_admin', 'security_admin', 'auditor', 'platform_service'))`,
    );
    await runner.query(
      `CREATE INDEX "membership_organisation" ON "membership"  ("organisation_id") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "membership_administrators_separated" ON "membership"  ("user_id") WHERE role IN ('bureau_admin', 'security_admin', 'auditor')`,
    );
    await runner.query(
      `ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_outcome_known" CHECK (outcome IN ('done', 'refused'))`,
    );
    await runner.query(
      `ALTER TABLE "organisation" ADD CONSTRAINT "organisation_verification_known" CHECK (verification IN ('pending', 'returned', 'verified'))`,
    );
    await runner.query(
      `ALTER TABLE "organisation" ADD CONSTRAINT "organisation_affiliation_known" CHECK (affiliation IN ('central', 'provincial', 'city', 'county', 'none'))`,
    );
    await runner.query(
      `ALTER TABLE "app_user" ADD CONSTRAINT "app_user_kind_known" CHECK (kind IN ('person', 'machine'))`,
    );
    await runner.query(
      `ALTER TABLE "api_key" ADD CONSTRAINT "FK_656bf45bf240ad0a5aced63ae53" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "api_key" ADD CONSTRAINT "FK_6a0830f03e537b239a53269b27d" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "api_key" ADD CONSTRAINT "FK_799ab142170befb4f010216e2e7" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "delegation" ADD CONSTRAINT "FK_5af78cdb710a390e2fe7fe05b3e" FOREIGN KEY ("principal_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "delegation" ADD CONSTRAINT "FK_533734b72c7d1fe1a4d7c5efecb" FOREIGN KEY ("agent_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "delegation" ADD CONSTRAINT "FK_ff841cee0ee6917d459f9ab5252" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "delegation" ADD CONSTRAINT "FK_0b2cea8dc8f21941880cef408d0" FOREIGN KEY ("granted_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "invitation" ADD CONSTRAINT "FK_913833c1541e680e8112131222f" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "invitation" ADD CONSTRAINT "FK_e720a7c3cde7969988b5d33ca75" FOREIGN KEY ("invited_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "invitation" ADD CONSTRAINT "FK_c7dbb595d2a91b5f18f922582c3" FOREIGN KEY ("accepted_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "signed_link" ADD CONSTRAINT "FK_acdf448d0b7f5cdc4c93bae3ca5" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "organisation" ADD CONSTRAINT "FK_cf885493cbf96b0aaf9f6dd6287" FOREIGN KEY ("supervisor_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "organisation" ADD CONSTRAINT "FK_6fd29808f70da82ebcd7da1eecb" FOREIGN KEY ("verified_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" ADD CONSTRAINT "FK_da3cd4bcfe4cd5a7dc70e9738ee" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" ADD CONSTRAINT "FK_e6d9feca2c3cdce7b2058932649" FOREIGN KEY ("proof_file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" ADD CONSTRAINT "FK_21794f190ca34a3563aab25a1a3" FOREIGN KEY ("proposed_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" ADD CONSTRAINT "FK_d42003b3e05d5c244ba518fa04a" FOREIGN KEY ("confirmed_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" ADD CONSTRAINT "FK_e8b6ebf95344cabd74a24b892aa" FOREIGN KEY ("decided_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" ADD CONSTRAINT "FK_4ae91853e071254a07f05c34705" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" ADD CONSTRAINT "FK_4508a27bc4ac40012382050e73f" FOREIGN KEY ("commitment_file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" ADD CONSTRAINT "FK_985f74dc3133f3085f64c5aa7e9" FOREIGN KEY ("payee_account_id") REFERENCES "payee_account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" ADD CONSTRAINT "FK_0bd504782ecd7b0d7ee6cd08b97" FOREIGN KEY ("applied_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" ADD CONSTRAINT "FK_68b6dc3d3bd44e7780945ee0d49" FOREIGN KEY ("decided_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "second_factor" ADD CONSTRAINT "FK_ed3b12c71bfc8b301ef340e1717" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "recovery_code" ADD CONSTRAINT "FK_f5c95d9ca2047afa670093e2028" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "former_password" ADD CONSTRAINT "FK_407a0931d55df46f25ccbd6ff2f" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "session" ADD CONSTRAINT "FK_f90a13c185fdbc44f8c6d2d815a" FOREIGN KEY ("delegation_id") REFERENCES "delegation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "external_identity" ADD CONSTRAINT "FK_7a82460d06d5f9d401f8421059b" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "sign_in_flow" ADD CONSTRAINT "FK_3a93c98a4b25493281f7188ef3d" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "sign_in_flow" DROP CONSTRAINT "FK_3a93c98a4b25493281f7188ef3d"`,
    );
    await runner.query(
      `ALTER TABLE "external_identity" DROP CONSTRAINT "FK_7a82460d06d5f9d401f8421059b"`,
    );
    await runner.query(`ALTER TABLE "session" DROP CONSTRAINT "FK_f90a13c185fdbc44f8c6d2d815a"`);
    await runner.query(
      `ALTER TABLE "former_password" DROP CONSTRAINT "FK_407a0931d55df46f25ccbd6ff2f"`,
    );
    await runner.query(
      `ALTER TABLE "recovery_code" DROP CONSTRAINT "FK_f5c95d9ca2047afa670093e2028"`,
    );
    await runner.query(
      `ALTER TABLE "second_factor" DROP CONSTRAINT "FK_ed3b12c71bfc8b301ef340e1717"`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" DROP CONSTRAINT "FK_68b6dc3d3bd44e7780945ee0d49"`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" DROP CONSTRAINT "FK_0bd504782ecd7b0d7ee6cd08b97"`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" DROP CONSTRAINT "FK_985f74dc3133f3085f64c5aa7e9"`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" DROP CONSTRAINT "FK_4508a27bc4ac40012382050e73f"`,
    );
    await runner.query(
      `ALTER TABLE "provider_admission" DROP CONSTRAINT "FK_4ae91853e071254a07f05c34705"`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" DROP CONSTRAINT "FK_e8b6ebf95344cabd74a24b892aa"`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" DROP CONSTRAINT "FK_d42003b3e05d5c244ba518fa04a"`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" DROP CONSTRAINT "FK_21794f190ca34a3563aab25a1a3"`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" DROP CONSTRAINT "FK_e6d9feca2c3cdce7b2058932649"`,
    );
    await runner.query(
      `ALTER TABLE "payee_account" DROP CONSTRAINT "FK_da3cd4bcfe4cd5a7dc70e9738ee"`,
    );
    await runner.query(
      `ALTER TABLE "organisation" DROP CONSTRAINT "FK_6fd29808f70da82ebcd7da1eecb"`,
    );
    await runner.query(
      `ALTER TABLE "organisation" DROP CONSTRAINT "FK_cf885493cbf96b0aaf9f6dd6287"`,
    );
    await runner.query(
      `ALTER TABLE "signed_link" DROP CONSTRAINT "FK_acdf448d0b7f5cdc4c93bae3ca5"`,
    );
    await runner.query(`ALTER TABLE "invitation" DROP CONSTRAINT "FK_c7dbb595d2a91b5f18f922582c3"`);
    await runner.query(`ALTER TABLE "invitation" DROP CONSTRAINT "FK_e720a7c3cde7969988b5d33ca75"`);
    await runner.query(`ALTER TABLE "invitation" DROP CONSTRAINT "FK_913833c1541e680e8112131222f"`);
    await runner.query(`ALTER TABLE "delegation" DROP CONSTRAINT "FK_0b2cea8dc8f21941880cef408d0"`);
    await runner.query(`ALTER TABLE "delegation" DROP CONSTRAINT "FK_ff841cee0ee6917d459f9ab5252"`);
    await runner.query(`ALTER TABLE "delegation" DROP CONSTRAINT "FK_533734b72c7d1fe1a4d7c5efecb"`);
    await runner.query(`ALTER TABLE "delegation" DROP CONSTRAINT "FK_5af78cdb710a390e2fe7fe05b3e"`);
    await runner.query(`ALTER TABLE "api_key" DROP CONSTRAINT "FK_799ab142170befb4f010216e2e7"`);
    await runner.query(`ALTER TABLE "api_key" DROP CONSTRAINT "FK_6a0830f03e537b239a53269b27d"`);
    await runner.query(`ALTER TABLE "api_key" DROP CONSTRAINT "FK_656bf45bf240ad0a5aced63ae53"`);
    await runner.query(`ALTER TABLE "app_user" DROP CONSTRAINT "app_user_kind_known"`);
    await runner.query(
      `ALTER TABLE "organisation" DROP CONSTRAINT "organisation_affiliation_known"`,
    );
    await runner.query(
      `ALTER TABLE "organisation" DROP CONSTRAINT "organisation_verification_known"`,
    );
    await runner.query(`ALTER TABLE "audit_entry" DROP CONSTRAINT "audit_entry_outcome_known"`);
    await runner.query(`DROP INDEX "public"."membership_administrators_separated"`);
    await runner.query(`DROP INDEX "public"."membership_organisation"`);
    await runner.query(`ALTER TABLE "app_user" ALTER COLUMN "password_hash" SET NOT NULL`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "proved_at"`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "second_factor_at"`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "address"`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "device"`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "delegation_id"`);
    await runner.query(`ALTER TABLE "session" DROP CONSTRAINT "session_public_id"`);
    await runner.query(`ALTER TABLE "session" DROP COLUMN "id"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "version"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "erased_at"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "password_changed_at"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "phone"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "email"`);
    await runner.query(`ALTER TABLE "app_user" DROP COLUMN "kind"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "verified_at"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "verified_by"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "verification_reason"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "verification"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "supervisor_id"`);
    await runner.query(`ALTER TABLE "organisation" DROP COLUMN "affiliation"`);
    await runner.query(`ALTER TABLE "audit_entry" DROP COLUMN "digest_after"`);
    await runner.query(`ALTER TABLE "audit_entry" DROP COLUMN "digest_before"`);
    await runner.query(`ALTER TABLE "audit_entry" DROP COLUMN "agent_organisation_id"`);
    await runner.query(`ALTER TABLE "audit_entry" DROP COLUMN "request_id"`);
    await runner.query(`ALTER TABLE "audit_entry" DROP COLUMN "outcome"`);
    await runner.query(`DROP TABLE "sign_in_guess"`);
    await runner.query(`DROP TABLE "sign_in_flow"`);
    await runner.query(`DROP INDEX "public"."external_identity_user"`);
    await runner.query(`DROP TABLE "external_identity"`);
    await runner.query(`DROP TABLE "former_password"`);
    await runner.query(`DROP TABLE "recovery_code"`);
    await runner.query(`DROP TABLE "second_factor"`);
    await runner.query(`DROP INDEX "public"."provider_admission_one_open"`);
    await runner.query(`DROP INDEX "public"."provider_admission_organisation"`);
    await runner.query(`DROP TABLE "provider_admission"`);
    await runner.query(`DROP INDEX "public"."payee_account_one_active"`);
    await runner.query(`DROP INDEX "public"."payee_account_one_pending"`);
    await runner.query(`DROP INDEX "public"."payee_account_organisation"`);
    await runner.query(`DROP TABLE "payee_account"`);
    await runner.query(`DROP INDEX "public"."signed_link_object"`);
    await runner.query(`DROP TABLE "signed_link"`);
    await runner.query(`DROP INDEX "public"."invitation_organisation"`);
    await runner.query(`DROP TABLE "invitation"`);
    await runner.query(`DROP INDEX "public"."delegation_agent"`);
    await runner.query(`DROP INDEX "public"."delegation_principal"`);
    await runner.query(`DROP TABLE "delegation"`);
    await runner.query(`DROP INDEX "public"."api_key_organisation"`);
    await runner.query(`DROP TABLE "api_key"`);
  }
}
