import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Schema1795398623420 implements MigrationInterface {
  readonly name = 'Schema1795398623420';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE TABLE "idempotency_key" ("caller_id" uuid NOT NULL, "key" text NOT NULL, "operation" text NOT NULL, "request_hash" bytea NOT NULL, "response" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_ae87db0b5552d7af0b0911bb9d4" PRIMARY KEY ("caller_id", "key"))`,
    );
    await runner.query(`CREATE INDEX "idempotency_key_age" ON "idempotency_key"  ("created_at") `);
    await runner.query(
      `CREATE TABLE "audit_block" ("seq" bigint NOT NULL, "from_xid" bigint NOT NULL, "to_xid" bigint NOT NULL, "entry_count" integer NOT NULL, "previous_hash" bytea NOT NULL, "hash" bytea NOT NULL, "signature" bytea NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_9e146bdf8a8662d5869c5fe9354" PRIMARY KEY ("seq"))`,
    );
    await runner.query(
      `CREATE TABLE "audit_entry" ("id" uuid NOT NULL, "xid" bigint NOT NULL DEFAULT app_transaction_id(), "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "actor_id" uuid, "organisation_id" uuid, "action" text NOT NULL, "object_type" text NOT NULL, "object_id" uuid NOT NULL, "detail" jsonb NOT NULL, CONSTRAINT "PK_58a130a4b9da189f46ba2a01801" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "audit_entry_xid" ON "audit_entry"  ("xid") `);
    await runner.query(
      `CREATE INDEX "audit_entry_object" ON "audit_entry"  ("object_type", "object_id") `,
    );
    await runner.query(
      `CREATE TABLE "payment_batch" ("id" uuid NOT NULL, "number" text NOT NULL, "programme_id" uuid NOT NULL, "total_fen" bigint NOT NULL, "state" text NOT NULL DEFAULT 'instructed', "made_by" uuid NOT NULL, "confirmed_by" uuid, "confirmed_at" TIMESTAMP WITH TIME ZONE, "reference" text, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "payment_batch_reference_used_twice" UNIQUE ("reference"), CONSTRAINT "payment_batch_number_taken" UNIQUE ("number"), CONSTRAINT "payment_batch_confirmation_incomplete" CHECK ((state = 'confirmed') = (confirmed_by IS NOT NULL) AND (state = 'confirmed') = (reference IS NOT NULL) AND (state = 'confirmed') = (confirmed_at IS NOT NULL)), CONSTRAINT "payment_batch_confirmed_by_maker" CHECK (confirmed_by <> made_by), CONSTRAINT "payment_batch_total_not_positive" CHECK (total_fen > 0), CONSTRAINT "payment_batch_state_unknown" CHECK (state IN ('instructed', 'confirmed')), CONSTRAINT "PK_b770814cee021e59570c3e58094" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "claim" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "programme_id" uuid NOT NULL, "payee_organisation_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "state" text NOT NULL DEFAULT 'submitted', "maker_id" uuid NOT NULL, "reviewer_id" uuid, "reviewed_at" TIMESTAMP WITH TIME ZONE, "return_reason" text, "proof_reference" text, "proof_paid_on" date, "proof_amount_fen" bigint, "payment_batch_id" uuid, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "claim_proof_incomplete" CHECK ((proof_reference IS NULL) = (proof_paid_on IS NULL) AND (proof_reference IS NULL) = (proof_amount_fen IS NULL)), CONSTRAINT "claim_batch_not_of_state" CHECK ((payment_batch_id IS NOT NULL) = (state IN ('in_batch', 'paid'))), CONSTRAINT "claim_returned_without_reason" CHECK (return_reason IS NOT NULL OR state NOT IN ('returned', 'rejected')), CONSTRAINT "claim_decided_without_reviewer" CHECK ((reviewer_id IS NOT NULL AND reviewed_at IS NOT NULL) OR state IN ('submitted')), CONSTRAINT "claim_reviewed_by_maker" CHECK (reviewer_id <> maker_id), CONSTRAINT "claim_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "claim_state_unknown" CHECK (state IN ('submitted', 'approved', 'returned', 'rejected', 'in_batch', 'paid')), CONSTRAINT "PK_466b305cc2e591047fa1ce58f81" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "claim_of_batch" ON "claim"  ("payment_batch_id") WHERE payment_batch_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "claim_of_payee" ON "claim"  ("payee_organisation_id", "id") `,
    );
    await runner.query(`CREATE INDEX "claim_inbox" ON "claim"  ("state", "id") `);
    await runner.query(
      `CREATE UNIQUE INDEX "claim_order_claimed_twice" ON "claim"  ("order_id") WHERE state <> 'rejected'`,
    );
    await runner.query(
      `CREATE TABLE "claim_file" ("claim_id" uuid NOT NULL, "file_id" uuid NOT NULL, CONSTRAINT "PK_a1bd1828f7ea1c8921dbdb8d039" PRIMARY KEY ("claim_id", "file_id"))`,
    );
    await runner.query(
      `CREATE TABLE "claim_invoice" ("id" uuid NOT NULL, "claim_id" uuid NOT NULL, "code" text NOT NULL DEFAULT '', "number" text NOT NULL, "issued_on" date NOT NULL, "amount_fen" bigint NOT NULL, "live" boolean NOT NULL DEFAULT true, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "claim_invoice_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "PK_8cc4f207269cb87c14ccd9023fe" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "claim_invoice_of_claim" ON "claim_invoice"  ("claim_id") `);
    await runner.query(
      `CREATE UNIQUE INDEX "claim_invoice_used_twice" ON "claim_invoice"  ("code", "number") WHERE live`,
    );
    await runner.query(
      `CREATE TABLE "stored_file" ("id" uuid NOT NULL, "owner_organisation_id" uuid NOT NULL, "name" text NOT NULL, "media_type" text NOT NULL, "size_bytes" integer NOT NULL, "sha256" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_e140967af84027b493a3ff04fbb" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "stored_file_owner" ON "stored_file"  ("owner_organisation_id") `,
    );
    await runner.query(
      `CREATE TABLE "organisation" ("id" uuid NOT NULL, "name_zh" text NOT NULL, "credit_code" text NOT NULL, "kind" text NOT NULL, "legal_form" text NOT NULL, "region_code" text NOT NULL, "contact_name" text NOT NULL, "contact_phone" text NOT NULL, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "organisation_credit_code_taken" UNIQUE ("credit_code"), CONSTRAINT "organisation_legal_form_known" CHECK (legal_form IN ('enterprise', 'public_institution', 'private_non_enterprise', 'government', 'association')), CONSTRAINT "organisation_kind_known" CHECK (kind IN ('enterprise', 'university', 'research_institute', 'hospital', 'testing_body', 'government', 'operator')), CONSTRAINT "PK_c725ae234ef1b74cce43d2d00c1" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "setup_code" ("code_hash" bytea NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_5d557cb8e22fe9eb18ca3486daf" PRIMARY KEY ("code_hash"))`,
    );
    await runner.query(
      `CREATE TABLE "app_user" ("id" uuid NOT NULL, "login" text NOT NULL, "display_name" text NOT NULL, "password_hash" text NOT NULL, "active" boolean NOT NULL DEFAULT true, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "app_user_login_taken" UNIQUE ("login"), CONSTRAINT "PK_22a5c4a3d9b2fb8e4e73fc4ada1" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "membership" ("user_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "role" text NOT NULL, CONSTRAINT "membership_role_known" CHECK (role IN ('enterprise_member', 'enterprise_admin', 'instrument_operator', 'lab_manager', 'county_reviewer', 'bureau_reviewer', 'finance_officer', 'bureau_admin', 'auditor')), CONSTRAINT "PK_d2925c28193bfd76f663fed192d" PRIMARY KEY ("user_id", "organisation_id", "role"))`,
    );
    await runner.query(
      `CREATE TABLE "session" ("id_hash" bytea NOT NULL, "user_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "ended_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_e9476905e96fde31ad0ba43b1d3" PRIMARY KEY ("id_hash"))`,
    );
    await runner.query(`CREATE INDEX "session_user" ON "session"  ("user_id") `);
    await runner.query(
      `CREATE TABLE "import_run" ("id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "requested_by" uuid NOT NULL, "file_id" uuid NOT NULL, "file_name" text NOT NULL, "state" text NOT NULL DEFAULT 'queued', "total" integer, "accepted" integer NOT NULL DEFAULT '0', "warned" integer NOT NULL DEFAULT '0', "refused" integer NOT NULL DEFAULT '0', "failure" jsonb, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "import_run_state_known" CHECK (state IN ('queued', 'running', 'finished', 'failed')), CONSTRAINT "PK_efe3e6d8cb9f51ca4e9cd1cf5d3" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "import_run_of_organisation" ON "import_run"  ("organisation_id") `,
    );
    await runner.query(
      `CREATE TABLE "import_row" ("run_id" uuid NOT NULL, "row_number" integer NOT NULL, "verdict" text NOT NULL, "instrument_id" uuid, "asset_number" text NOT NULL, "name_zh" text NOT NULL, "messages" jsonb NOT NULL, CONSTRAINT "import_row_verdict_known" CHECK (verdict IN ('accepted', 'warned', 'refused')), CONSTRAINT "import_row_judged_once" PRIMARY KEY ("run_id", "row_number"))`,
    );
    await runner.query(
      `CREATE TABLE "instrument_history" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "transition" text NOT NULL, "from_status" text, "to_status" text NOT NULL, "reason" text, "actor_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "PK_20c86337fa98623b5570a76cacc" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "instrument_history_of_instrument" ON "instrument_history"  ("instrument_id", "created_at") `,
    );
    await runner.query(
      `CREATE TABLE "instrument_unit" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "position" integer NOT NULL, "name" text NOT NULL, CONSTRAINT "instrument_unit_position_taken" UNIQUE ("instrument_id", "position"), CONSTRAINT "instrument_unit_position_counts_from_one" CHECK (position >= 1), CONSTRAINT "PK_0f058958154b2b5576bcd3825d1" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "instrument" ("id" uuid NOT NULL, "holder_id" uuid NOT NULL, "name_zh" text NOT NULL, "name_en" text, "asset_number" text NOT NULL, "category_code" text NOT NULL, "category_scheme" text NOT NULL DEFAULT 'nrii-2024', "model" text NOT NULL, "manufacturer" text NOT NULL, "country_of_origin" text, "original_value_fen" bigint NOT NULL, "funding_classes" text array NOT NULL, "accepted_on" date NOT NULL, "region_code" text NOT NULL, "address" text NOT NULL, "status" text NOT NULL DEFAULT 'draft', "must_share" boolean NOT NULL, "report_due_on" date, "report_due_provisional" boolean NOT NULL DEFAULT false, "online_booking" boolean NOT NULL DEFAULT true, "contact_name" text, "contact_phone" text, "status_reason" text, "listed_at" TIMESTAMP WITH TIME ZONE, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "instrument_asset_number_taken" UNIQUE ("holder_id", "asset_number"), CONSTRAINT "instrument_must_share_follows_value_and_funding" CHECK (must_share = (original_value_fen >= 30000000 AND funding_classes && ARRAY['fiscal_central', 'fiscal_local', 'state_capital']::text[])), CONSTRAINT "instrument_funding_known" CHECK (cardinality(funding_classes) > 0 AND funding_classes <@ ARRAY['fiscal_central', 'fiscal_local', 'state_capital', 'own', 'social', 'other']::text[]), CONSTRAINT "instrument_value_not_negative" CHECK (original_value_fen >= 0), CONSTRAINT "instrument_status_known" CHECK (status IN ('draft', 'submitted', 'listed', 'returned', 'suspended', 'retired')), CONSTRAINT "PK_1707dc7e7c2845211b38bef3d29" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "instrument_of_status" ON "instrument"  ("status", "id") `);
    await runner.query(
      `CREATE TABLE "opening_hours" ("instrument_id" uuid NOT NULL, "version" integer NOT NULL, "weekly" jsonb NOT NULL, "exceptions" jsonb NOT NULL, "on_holidays" text NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "opening_hours_version_taken" PRIMARY KEY ("instrument_id", "version"))`,
    );
    await runner.query(
      `CREATE TABLE "booking_policy" ("instrument_id" uuid NOT NULL, "version" integer NOT NULL, "rules" jsonb NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "booking_policy_version_taken" PRIMARY KEY ("instrument_id", "version"))`,
    );
    await runner.query(
      `CREATE TABLE "fee_schedule" ("instrument_id" uuid NOT NULL, "version" integer NOT NULL, "valid_from" date NOT NULL, "lines" jsonb NOT NULL, "created_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "fee_schedule_version_taken" PRIMARY KEY ("instrument_id", "version"))`,
    );
    await runner.query(
      `CREATE TABLE "outbox_message" ("id" uuid NOT NULL, "job" text NOT NULL, "payload" jsonb NOT NULL, "state" text NOT NULL DEFAULT 'pending', "attempt" integer NOT NULL DEFAULT '0', "failures" integer NOT NULL DEFAULT '0', "next_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "last_error" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "outbox_message_state_known" CHECK (state IN ('pending', 'queued', 'done', 'failed')), CONSTRAINT "PK_2f36ee5236f2793f3e7bd554589" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "outbox_message_due" ON "outbox_message"  ("next_at") WHERE state IN ('pending', 'queued')`,
    );
    await runner.query(
      `CREATE TABLE "appropriation" ("id" uuid NOT NULL, "programme_id" uuid NOT NULL, "document_number" text NOT NULL, "amount_fen" bigint NOT NULL, "made_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "appropriation_document_used_twice" UNIQUE ("programme_id", "document_number"), CONSTRAINT "appropriation_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "PK_5140c4eaf9c7251368e33ee8012" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "ledger_account" ("id" uuid NOT NULL, "kind" text NOT NULL, "programme_id" uuid NOT NULL, "voucher_id" uuid, "hold_id" uuid, "payee_organisation_id" uuid, "claim_id" uuid, "payment_batch_id" uuid, "floor_fen" bigint, "ceiling_fen" bigint, "balance_fen" bigint NOT NULL DEFAULT '0', "entry_count" integer NOT NULL DEFAULT '0', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "ledger_account_ceiling_broken" CHECK (balance_fen <= ceiling_fen), CONSTRAINT "ledger_account_floor_broken" CHECK (balance_fen >= floor_fen), CONSTRAINT "ledger_account_ceiling_missing" CHECK (ceiling_fen IS NOT NULL OR kind <> 'voucher_available'), CONSTRAINT "ledger_account_floor_missing" CHECK ((floor_fen IS NULL) = (kind = 'authority')), CONSTRAINT "ledger_account_owner_not_of_kind" CHECK ((voucher_id IS NOT NULL) = (kind IN ('voucher_available', 'voucher_held')) AND (hold_id IS NOT NULL) = (kind = 'voucher_held') AND (payee_organisation_id IS NOT NULL) = (kind IN ('claim_payable', 'clawback_due')) AND (claim_id IS NOT NULL) = (kind = 'claim_in_review') AND (payment_batch_id IS NOT NULL) = (kind = 'treasury_clearing')), CONSTRAINT "ledger_account_kind_unknown" CHECK (kind IN ('authority', 'budget_available', 'voucher_available', 'voucher_held', 'claim_payable', 'claim_in_review', 'treasury_clearing', 'paid', 'lapsed', 'clawback_due')), CONSTRAINT "PK_34640393ff83dad2b4627d7ae5f" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ledger_account_of_voucher" ON "ledger_account"  ("voucher_id") WHERE voucher_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_batch_twice" ON "ledger_account"  ("payment_batch_id") WHERE payment_batch_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_claim_twice" ON "ledger_account"  ("claim_id") WHERE claim_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_payee_twice" ON "ledger_account"  ("kind", "programme_id", "payee_organisation_id") WHERE payee_organisation_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_hold_twice" ON "ledger_account"  ("hold_id") WHERE hold_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_voucher_twice" ON "ledger_account"  ("voucher_id") WHERE kind = 'voucher_available'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_account_programme_twice" ON "ledger_account"  ("kind", "programme_id") WHERE kind IN ('authority', 'budget_available', 'paid', 'lapsed')`,
    );
    await runner.query(
      `CREATE TABLE "ledger_transfer" ("id" uuid NOT NULL, "kind" text NOT NULL, "programme_id" uuid NOT NULL, "debit_account_id" uuid NOT NULL, "credit_account_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "group_id" uuid, "reverses_id" uuid, "external_reference" text, "actor_id" uuid, "checker_id" uuid, "order_id" uuid, "effective_on" date NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "debit_seq" integer NOT NULL, "credit_seq" integer NOT NULL, CONSTRAINT "ledger_transfer_checked_by_maker" CHECK (actor_id <> checker_id AND (checker_id IS NOT NULL OR kind NOT IN ('pay', 'confirm', 'bounce', 'reverse'))), CONSTRAINT "ledger_transfer_reverses_nothing" CHECK ((reverses_id IS NOT NULL) = (kind = 'reverse')), CONSTRAINT "ledger_transfer_goes_nowhere" CHECK (debit_account_id <> credit_account_id), CONSTRAINT "ledger_transfer_amount_insane" CHECK (amount_fen > 0 AND amount_fen <= 9000000000000000), CONSTRAINT "ledger_transfer_kind_unknown" CHECK (kind IN ('appropriate', 'issue', 'hold', 'capture', 'remainder', 'release', 'claim', 'reject', 'pay', 'confirm', 'bounce', 'expire', 'surrender', 'reverse', 'recover')), CONSTRAINT "ledger_transfer_pkey" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "ledger_transfer_of_order" ON "ledger_transfer"  ("order_id") WHERE order_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_credits" ON "ledger_transfer"  ("credit_account_id", "credit_seq") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_debits" ON "ledger_transfer"  ("debit_account_id", "debit_seq") `,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_opened_twice" ON "ledger_transfer"  ("kind", "credit_account_id") WHERE kind IN ('issue', 'hold', 'claim')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_hold_resolved_twice" ON "ledger_transfer"  ("debit_account_id") WHERE kind IN ('capture', 'release')`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_reference_used_twice" ON "ledger_transfer"  ("kind", "programme_id", "external_reference") WHERE external_reference IS NOT NULL`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "ledger_transfer_reversed_twice" ON "ledger_transfer"  ("reverses_id") WHERE reverses_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE TABLE "voucher_hold" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "voucher_id" uuid NOT NULL, "amount_fen" bigint NOT NULL, "state" text NOT NULL DEFAULT 'held', "captured_fen" bigint, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "resolved_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "voucher_hold_resolved_without_time" CHECK ((resolved_at IS NULL) = (state = 'held')), CONSTRAINT "voucher_hold_captured_out_of_range" CHECK ((captured_fen IS NOT NULL) = (state = 'captured') AND captured_fen > 0 AND captured_fen <= amount_fen), CONSTRAINT "voucher_hold_state_unknown" CHECK (state IN ('held', 'captured', 'released')), CONSTRAINT "voucher_hold_amount_not_positive" CHECK (amount_fen > 0), CONSTRAINT "PK_7d1e9b670966b1f0a5e63321586" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "voucher_hold_of_voucher" ON "voucher_hold"  ("voucher_id") `);
    await runner.query(
      `CREATE UNIQUE INDEX "voucher_hold_order_held_twice" ON "voucher_hold"  ("order_id") WHERE state <> 'released'`,
    );
    await runner.query(
      `CREATE TABLE "voucher_programme" ("id" uuid NOT NULL, "name_zh" text NOT NULL, "year" integer NOT NULL, "issuer_organisation_id" uuid NOT NULL, "ratio" numeric(5,4) NOT NULL, "ceiling_fen" bigint NOT NULL, "valid_from" date NOT NULL, "valid_to" date NOT NULL, "payment_mode" text NOT NULL, "purposes" text array NOT NULL, "eligible_forms" text array NOT NULL, "source" text NOT NULL, "outside_jiaxing_only" boolean NOT NULL DEFAULT true, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "voucher_programme_covers_nothing" CHECK (cardinality(purposes) > 0 AND cardinality(eligible_forms) > 0), CONSTRAINT "voucher_programme_mode_unknown" CHECK (payment_mode IN ('reimburse', 'deduct')), CONSTRAINT "voucher_programme_ends_before_start" CHECK (valid_from <= valid_to), CONSTRAINT "voucher_programme_ceiling_not_positive" CHECK (ceiling_fen > 0), CONSTRAINT "voucher_programme_ratio_out_of_range" CHECK (ratio > 0 AND ratio <= 1), CONSTRAINT "PK_902273b3539afa195f4b2ac21fa" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE TABLE "voucher" ("id" uuid NOT NULL, "programme_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "face_value_fen" bigint NOT NULL, "expires_on" date NOT NULL, "issued_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "voucher_face_value_not_positive" CHECK (face_value_fen > 0), CONSTRAINT "PK_677ae75f380e81c2f103a57ffaf" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "voucher_expiry" ON "voucher"  ("expires_on") `);
    await runner.query(
      `CREATE INDEX "voucher_of_programme" ON "voucher"  ("programme_id", "organisation_id") `,
    );
    await runner.query(
      `CREATE INDEX "voucher_of_organisation" ON "voucher"  ("organisation_id", "id") `,
    );
    await runner.query(
      `CREATE TABLE "service_order" ("id" uuid NOT NULL, "serial" BIGSERIAL NOT NULL, "number" text NOT NULL, "kind" text NOT NULL, "user_organisation_id" uuid NOT NULL, "provider_organisation_id" uuid NOT NULL, "instrument_id" uuid, "placed_by" uuid NOT NULL, "purpose" text NOT NULL, "sample_count" integer, "state" text NOT NULL DEFAULT 'open', "list_fen" bigint NOT NULL, "voucher_fen" bigint NOT NULL, "own_fen" bigint NOT NULL, "voucher_id" uuid, "voucher_reason" text, "fee_schedule_version" integer, "actual_fen" bigint, "captured_fen" bigint NOT NULL DEFAULT '0', "completed_at" TIMESTAMP WITH TIME ZONE, "accepted_at" TIMESTAMP WITH TIME ZONE, "accepted_by" uuid, "dispute_reason" text, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "service_order_number_taken" UNIQUE ("number"), CONSTRAINT "service_order_completed_has_fee" CHECK (state NOT IN ('completed', 'accepted', 'disputed') OR (actual_fen IS NOT NULL AND completed_at IS NOT NULL)), CONSTRAINT "service_order_capture_within_parts" CHECK (captured_fen >= 0 AND captured_fen <= voucher_fen AND captured_fen <= actual_fen), CONSTRAINT "service_order_parts_make_the_whole" CHECK (voucher_fen >= 0 AND own_fen >= 0 AND list_fen = voucher_fen + own_fen), CONSTRAINT "service_order_purpose_known" CHECK (purpose IN ('concept_validation', 'pilot_test', 'experimental_development', 'testing', 'maturation', 'other')), CONSTRAINT "service_order_state_known" CHECK (state IN ('open', 'completed', 'accepted', 'disputed', 'cancelled')), CONSTRAINT "service_order_kind_known" CHECK (kind IN ('slot', 'sample', 'offline')), CONSTRAINT "PK_b01a59b48a0dfbd84dd8221364a" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "service_order_user_organisation" ON "service_order"  ("user_organisation_id") `,
    );
    await runner.query(
      `CREATE INDEX "service_order_provider" ON "service_order"  ("provider_organisation_id") `,
    );
    await runner.query(
      `CREATE INDEX "service_order_instrument" ON "service_order"  ("instrument_id") `,
    );
    await runner.query(
      `CREATE INDEX "service_order_unanswered" ON "service_order"  ("completed_at") WHERE state = 'completed'`,
    );
    await runner.query(
      `CREATE TABLE "sync_item" ("id" uuid NOT NULL, "target" text NOT NULL, "record_kind" text NOT NULL, "record_id" uuid NOT NULL, "holder_code" text, "state" text NOT NULL DEFAULT 'not_sent', "record_version" integer, "mapping_version" integer, "sent_version" integer NOT NULL DEFAULT '0', "payload_hash" text, "peer_code" integer, "field" text, "message" jsonb, "attempts" integer NOT NULL DEFAULT '0', "last_run_id" uuid, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "last_sent_at" TIMESTAMP WITH TIME ZONE, "accepted_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "sync_item_record_twice" UNIQUE ("record_kind", "record_id", "target"), CONSTRAINT "sync_item_accepted_without_content" CHECK (state <> 'accepted' OR (payload_hash IS NOT NULL AND sent_version > 0 AND accepted_at IS NOT NULL)), CONSTRAINT "sync_item_state_known" CHECK (state IN ('not_sent', 'queued', 'sent', 'accepted', 'refused', 'undecided', 'dead')), CONSTRAINT "sync_item_kind_known" CHECK (record_kind IN ('instrument', 'service_record')), CONSTRAINT "PK_e1d95124396105e04a96eca8bbf" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "sync_item_by_state" ON "sync_item"  ("state", "id") `);
    await runner.query(`CREATE INDEX "sync_item_of_run" ON "sync_item"  ("last_run_id", "state") `);
    await runner.query(
      `CREATE TABLE "sync_run" ("id" uuid NOT NULL, "scope" text NOT NULL, "trigger" text NOT NULL, "civil_date" date, "state" text NOT NULL DEFAULT 'queued', "requested_by" uuid, "mapping_version" integer NOT NULL, "total" integer NOT NULL DEFAULT '0', "sent" integer NOT NULL DEFAULT '0', "accepted" integer NOT NULL DEFAULT '0', "refused" integer NOT NULL DEFAULT '0', "failed" integer NOT NULL DEFAULT '0', "reconciliation" jsonb, "failure" jsonb, "lease_owner" uuid, "lease_until" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "started_at" TIMESTAMP WITH TIME ZONE, "finished_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "sync_run_running_has_lease" CHECK (state <> 'running' OR lease_until IS NOT NULL), CONSTRAINT "sync_run_nightly_has_date" CHECK ((trigger = 'nightly') = (civil_date IS NOT NULL)), CONSTRAINT "sync_run_state_known" CHECK (state IN ('queued', 'running', 'finished', 'failed')), CONSTRAINT "sync_run_trigger_known" CHECK (trigger IN ('nightly', 'manual')), CONSTRAINT "sync_run_scope_known" CHECK (scope IN ('all', 'instruments', 'services')), CONSTRAINT "PK_ab1387853fd86ea904a21058b01" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "sync_run_two_running" ON "sync_run"  ("state") WHERE state = 'running'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX "sync_run_nightly_twice" ON "sync_run"  ("civil_date") WHERE trigger = 'nightly'`,
    );
    await runner.query(
      `CREATE TABLE "downtime" ("id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "kind" text NOT NULL, "reason" text NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "end_unknown" boolean NOT NULL, "ended_at" TIMESTAMP WITH TIME ZONE, "reported_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "downtime_period_in_order" CHECK (starts_at < ends_at), CONSTRAINT "downtime_kind_known" CHECK (kind IN ('maintenance', 'downtime')), CONSTRAINT "PK_1c8d0b35f9520a8ae29d5f61eb8" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "downtime_of_instrument" ON "downtime"  ("instrument_id") `);
    await runner.query(
      `CREATE TABLE "occupancy" ("id" uuid NOT NULL, "unit_id" uuid NOT NULL, "during" tstzrange NOT NULL, "kind" text NOT NULL, "blocking" boolean NOT NULL, "reservation_id" uuid, "downtime_id" uuid, "held_by" uuid, "expires_at" TIMESTAMP WITH TIME ZONE, "prolonged" boolean NOT NULL DEFAULT false, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "occupancy_downtime_has_owner" CHECK ((kind IN ('maintenance', 'downtime')) = (downtime_id IS NOT NULL)), CONSTRAINT "occupancy_hold_expires" CHECK ((kind = 'hold') = (expires_at IS NOT NULL AND held_by IS NOT NULL)), CONSTRAINT "occupancy_reservation_has_owner" CHECK ((kind = 'reservation') = (reservation_id IS NOT NULL)), CONSTRAINT "occupancy_period_is_bounded" CHECK (upper(during) - lower(during) <= interval '400 days'), CONSTRAINT "occupancy_period_is_half_open" CHECK (lower_inc(during) AND NOT upper_inc(during)), CONSTRAINT "occupancy_period_is_finite" CHECK (NOT isempty(during) AND isfinite(lower(during)) AND isfinite(upper(during))), CONSTRAINT "occupancy_kind_known" CHECK (kind IN ('reservation', 'hold', 'maintenance', 'downtime', 'remote')), CONSTRAINT "occupancy_no_overlap" EXCLUDE USING gist (unit_id WITH =, during WITH &&) WHERE (blocking), CONSTRAINT "PK_3fa8581e9ed6b504675b529f939" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "occupancy_reservation" ON "occupancy"  ("reservation_id") WHERE reservation_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "occupancy_downtime" ON "occupancy"  ("downtime_id") WHERE downtime_id IS NOT NULL`,
    );
    await runner.query(
      `CREATE INDEX "occupancy_held_by" ON "occupancy"  ("held_by") WHERE kind = 'hold' AND blocking`,
    );
    await runner.query(
      `CREATE TABLE "reservation" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "instrument_id" uuid NOT NULL, "user_organisation_id" uuid NOT NULL, "reserved_by" uuid NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "set_up_minutes" integer NOT NULL, "clean_up_minutes" integer NOT NULL, "policy_version" integer NOT NULL, "state" text NOT NULL, "actual_starts_at" TIMESTAMP WITH TIME ZONE, "actual_ends_at" TIMESTAMP WITH TIME ZONE, "samples" integer, "note" text, "reason" text, "version" integer NOT NULL DEFAULT '1', "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "reservation_one_per_order" UNIQUE ("order_id"), CONSTRAINT "reservation_actual_in_order" CHECK (actual_starts_at <= actual_ends_at), CONSTRAINT "reservation_period_in_order" CHECK (starts_at < ends_at), CONSTRAINT "reservation_state_known" CHECK (state IN ('requested', 'confirmed', 'in_use', 'used', 'completed', 'rejected', 'cancelled', 'expired', 'no_show', 'displaced')), CONSTRAINT "PK_48b1f9922368359ab88e8bfa525" PRIMARY KEY ("id"))`,
    );
    await runner.query(`CREATE INDEX "reservation_of_person" ON "reservation"  ("reserved_by") `);
    await runner.query(
      `CREATE INDEX "reservation_of_user_organisation" ON "reservation"  ("user_organisation_id", "starts_at") `,
    );
    await runner.query(
      `CREATE INDEX "reservation_calendar" ON "reservation"  ("instrument_id", "starts_at") `,
    );
    await runner.query(
      `CREATE INDEX "reservation_overtaken" ON "reservation"  ("starts_at") WHERE state IN ('requested', 'confirmed', 'displaced')`,
    );
    await runner.query(
      `CREATE TABLE "reservation_history" ("id" uuid NOT NULL, "reservation_id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "actor_id" uuid, "action" text NOT NULL, "from_state" text, "to_state" text NOT NULL, "detail" jsonb NOT NULL, CONSTRAINT "PK_ebd15298c0a053872393bf53a23" PRIMARY KEY ("id"))`,
    );
    await runner.query(
      `CREATE INDEX "reservation_history_of" ON "reservation_history"  ("reservation_id", "at") `,
    );
    await runner.query(
      `CREATE TABLE "work_calendar_day" ("date" date NOT NULL, "kind" text NOT NULL, "name_zh" text NOT NULL, CONSTRAINT "work_calendar_day_kind_is_known" CHECK (kind IN ('holiday', 'workday')), CONSTRAINT "PK_0f469d0626b0b0da3943da4cf41" PRIMARY KEY ("date"))`,
    );
    await runner.query(
      `ALTER TABLE "payment_batch" ADD CONSTRAINT "FK_14dd282f7d845ea0e9414fcff79" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_8981f5595a4424021466aa4c7a4" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_ea3b906502079ec1e6b6adf1a31" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_20d8e956b1f40e077b1ca5c4766" FOREIGN KEY ("payee_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim" ADD CONSTRAINT "FK_094815917566e4645080b4d482d" FOREIGN KEY ("payment_batch_id") REFERENCES "payment_batch"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim_file" ADD CONSTRAINT "FK_9a614c950e6b744ef58f18a60d7" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim_file" ADD CONSTRAINT "FK_bc1db903cc9fa83cc075923ac81" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "claim_invoice" ADD CONSTRAINT "FK_ebab0ae7176d68a237b87a5f9cf" FOREIGN KEY ("claim_id") REFERENCES "claim"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "membership" ADD CONSTRAINT "FK_e9c72e8d29784031c96f5c6af8d" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "membership" ADD CONSTRAINT "FK_be659e88cd5ed71eef6d4122aac" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "session" ADD CONSTRAINT "FK_30e98e8746699fb9af235410aff" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "session" ADD CONSTRAINT "FK_701cb1f435a29daa15b97b563cf" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "import_run" ADD CONSTRAINT "import_run_organisation_exists" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "import_run" ADD CONSTRAINT "import_run_author_exists" FOREIGN KEY ("requested_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "import_run" ADD CONSTRAINT "import_run_file_exists" FOREIGN KEY ("file_id") REFERENCES "stored_file"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "import_row" ADD CONSTRAINT "import_row_run_exists" FOREIGN KEY ("run_id") REFERENCES "import_run"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "import_row" ADD CONSTRAINT "import_row_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" ADD CONSTRAINT "instrument_history_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" ADD CONSTRAINT "instrument_history_actor_exists" FOREIGN KEY ("actor_id") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" ADD CONSTRAINT "instrument_history_organisation_exists" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument_unit" ADD CONSTRAINT "instrument_unit_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "instrument" ADD CONSTRAINT "instrument_holder_exists" FOREIGN KEY ("holder_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "opening_hours" ADD CONSTRAINT "opening_hours_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "opening_hours" ADD CONSTRAINT "opening_hours_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "booking_policy" ADD CONSTRAINT "booking_policy_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "booking_policy" ADD CONSTRAINT "booking_policy_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "fee_schedule" ADD CONSTRAINT "fee_schedule_instrument_exists" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "fee_schedule" ADD CONSTRAINT "fee_schedule_author_exists" FOREIGN KEY ("created_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "appropriation" ADD CONSTRAINT "FK_36ca49d4b9063c1f374df7984a4" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ledger_account" ADD CONSTRAINT "FK_7073f3771a59a5ac94df7efbe2c" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "FK_489e4c58ac0dfbb6d7d90419de1" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "FK_185a4d92b37957f52e0b264cd0b" FOREIGN KEY ("debit_account_id") REFERENCES "ledger_account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "FK_6169da0f72af826ec29dab38141" FOREIGN KEY ("credit_account_id") REFERENCES "ledger_account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" ADD CONSTRAINT "FK_c30ca63c15c27d70c6afca84007" FOREIGN KEY ("reverses_id") REFERENCES "ledger_transfer"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "voucher_hold" ADD CONSTRAINT "FK_b1ddcb7feb601e74f187745b2f5" FOREIGN KEY ("voucher_id") REFERENCES "voucher"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "voucher_programme" ADD CONSTRAINT "FK_fd1ab560dcfcab20e7c46cc179b" FOREIGN KEY ("issuer_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "voucher" ADD CONSTRAINT "FK_902273b3539afa195f4b2ac21fa" FOREIGN KEY ("programme_id") REFERENCES "voucher_programme"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "voucher" ADD CONSTRAINT "FK_12c08b8d80abf299edb64b5aab5" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "service_order" ADD CONSTRAINT "FK_64d1225ee6beb4f4b129273574a" FOREIGN KEY ("user_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "service_order" ADD CONSTRAINT "FK_a84c37f0d73de2909d133bf5301" FOREIGN KEY ("provider_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "service_order" ADD CONSTRAINT "FK_d6dbf789d8c609a32b26c935afb" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "service_order" ADD CONSTRAINT "FK_58bacc694d24c69878851a0b6cc" FOREIGN KEY ("placed_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "sync_item" ADD CONSTRAINT "FK_6f4672c36e8ffcfc21ed7ab48d5" FOREIGN KEY ("last_run_id") REFERENCES "sync_run"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "sync_run" ADD CONSTRAINT "FK_b24f2f1200932953afa3966a68e" FOREIGN KEY ("requested_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "downtime" ADD CONSTRAINT "FK_f63835fd615c3e2428e7c820c6f" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "downtime" ADD CONSTRAINT "FK_2182723a677045527e5e7a5c472" FOREIGN KEY ("reported_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "occupancy" ADD CONSTRAINT "FK_a63c00854f0c14a7adbc18e7ce0" FOREIGN KEY ("unit_id") REFERENCES "instrument_unit"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "occupancy" ADD CONSTRAINT "FK_4ff84c4c97b995faff2d0386fd3" FOREIGN KEY ("reservation_id") REFERENCES "reservation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED`,
    );
    await runner.query(
      `ALTER TABLE "occupancy" ADD CONSTRAINT "FK_668446c3cadb68fb57870f80b13" FOREIGN KEY ("downtime_id") REFERENCES "downtime"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "occupancy" ADD CONSTRAINT "FK_cb4e32abdae4c29c6a810f77449" FOREIGN KEY ("held_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "FK_f43b5c5ed718e0bda39bc696b4a" FOREIGN KEY ("order_id") REFERENCES "service_order"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "FK_47458e03dc3d3ddf75fceda157d" FOREIGN KEY ("instrument_id") REFERENCES "instrument"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "FK_8cc85d422b8c5e80e201f688b6c" FOREIGN KEY ("user_organisation_id") REFERENCES "organisation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reservation" ADD CONSTRAINT "FK_06c4315770ccccd07b0b65ebe97" FOREIGN KEY ("reserved_by") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
    await runner.query(
      `ALTER TABLE "reservation_history" ADD CONSTRAINT "FK_3ef5b9d680a708559bff68d4d1a" FOREIGN KEY ("reservation_id") REFERENCES "reservation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE "reservation_history" DROP CONSTRAINT "FK_3ef5b9d680a708559bff68d4d1a"`,
    );
    await runner.query(
      `ALTER TABLE "reservation" DROP CONSTRAINT "FK_06c4315770ccccd07b0b65ebe97"`,
    );
    await runner.query(
      `ALTER TABLE "reservation" DROP CONSTRAINT "FK_8cc85d422b8c5e80e201f688b6c"`,
    );
    await runner.query(
      `ALTER TABLE "reservation" DROP CONSTRAINT "FK_47458e03dc3d3ddf75fceda157d"`,
    );
    await runner.query(
      `ALTER TABLE "reservation" DROP CONSTRAINT "FK_f43b5c5ed718e0bda39bc696b4a"`,
    );
    await runner.query(`ALTER TABLE "occupancy" DROP CONSTRAINT "FK_cb4e32abdae4c29c6a810f77449"`);
    await runner.query(`ALTER TABLE "occupancy" DROP CONSTRAINT "FK_668446c3cadb68fb57870f80b13"`);
    await runner.query(`ALTER TABLE "occupancy" DROP CONSTRAINT "FK_4ff84c4c97b995faff2d0386fd3"`);
    await runner.query(`ALTER TABLE "occupancy" DROP CONSTRAINT "FK_a63c00854f0c14a7adbc18e7ce0"`);
    await runner.query(`ALTER TABLE "downtime" DROP CONSTRAINT "FK_2182723a677045527e5e7a5c472"`);
    await runner.query(`ALTER TABLE "downtime" DROP CONSTRAINT "FK_f63835fd615c3e2428e7c820c6f"`);
    await runner.query(`ALTER TABLE "sync_run" DROP CONSTRAINT "FK_b24f2f1200932953afa3966a68e"`);
    await runner.query(`ALTER TABLE "sync_item" DROP CONSTRAINT "FK_6f4672c36e8ffcfc21ed7ab48d5"`);
    await runner.query(
      `ALTER TABLE "service_order" DROP CONSTRAINT "FK_58bacc694d24c69878851a0b6cc"`,
    );
    await runner.query(
      `ALTER TABLE "service_order" DROP CONSTRAINT "FK_d6dbf789d8c609a32b26c935afb"`,
    );
    await runner.query(
      `ALTER TABLE "service_order" DROP CONSTRAINT "FK_a84c37f0d73de2909d133bf5301"`,
    );
    await runner.query(
      `ALTER TABLE "service_order" DROP CONSTRAINT "FK_64d1225ee6beb4f4b129273574a"`,
    );
    await runner.query(`ALTER TABLE "voucher" DROP CONSTRAINT "FK_12c08b8d80abf299edb64b5aab5"`);
    await runner.query(`ALTER TABLE "voucher" DROP CONSTRAINT "FK_902273b3539afa195f4b2ac21fa"`);
    await runner.query(
      `ALTER TABLE "voucher_programme" DROP CONSTRAINT "FK_fd1ab560dcfcab20e7c46cc179b"`,
    );
    await runner.query(
      `ALTER TABLE "voucher_hold" DROP CONSTRAINT "FK_b1ddcb7feb601e74f187745b2f5"`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "FK_c30ca63c15c27d70c6afca84007"`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "FK_6169da0f72af826ec29dab38141"`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "FK_185a4d92b37957f52e0b264cd0b"`,
    );
    await runner.query(
      `ALTER TABLE "ledger_transfer" DROP CONSTRAINT "FK_489e4c58ac0dfbb6d7d90419de1"`,
    );
    await runner.query(
      `ALTER TABLE "ledger_account" DROP CONSTRAINT "FK_7073f3771a59a5ac94df7efbe2c"`,
    );
    await runner.query(
      `ALTER TABLE "appropriation" DROP CONSTRAINT "FK_36ca49d4b9063c1f374df7984a4"`,
    );
    await runner.query(`ALTER TABLE "fee_schedule" DROP CONSTRAINT "fee_schedule_author_exists"`);
    await runner.query(
      `ALTER TABLE "fee_schedule" DROP CONSTRAINT "fee_schedule_instrument_exists"`,
    );
    await runner.query(
      `ALTER TABLE "booking_policy" DROP CONSTRAINT "booking_policy_author_exists"`,
    );
    await runner.query(
      `ALTER TABLE "booking_policy" DROP CONSTRAINT "booking_policy_instrument_exists"`,
    );
    await runner.query(`ALTER TABLE "opening_hours" DROP CONSTRAINT "opening_hours_author_exists"`);
    await runner.query(
      `ALTER TABLE "opening_hours" DROP CONSTRAINT "opening_hours_instrument_exists"`,
    );
    await runner.query(`ALTER TABLE "instrument" DROP CONSTRAINT "instrument_holder_exists"`);
    await runner.query(
      `ALTER TABLE "instrument_unit" DROP CONSTRAINT "instrument_unit_instrument_exists"`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" DROP CONSTRAINT "instrument_history_organisation_exists"`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" DROP CONSTRAINT "instrument_history_actor_exists"`,
    );
    await runner.query(
      `ALTER TABLE "instrument_history" DROP CONSTRAINT "instrument_history_instrument_exists"`,
    );
    await runner.query(`ALTER TABLE "import_row" DROP CONSTRAINT "import_row_instrument_exists"`);
    await runner.query(`ALTER TABLE "import_row" DROP CONSTRAINT "import_row_run_exists"`);
    await runner.query(`ALTER TABLE "import_run" DROP CONSTRAINT "import_run_file_exists"`);
    await runner.query(`ALTER TABLE "import_run" DROP CONSTRAINT "import_run_author_exists"`);
    await runner.query(`ALTER TABLE "import_run" DROP CONSTRAINT "import_run_organisation_exists"`);
    await runner.query(`ALTER TABLE "session" DROP CONSTRAINT "FK_701cb1f435a29daa15b97b563cf"`);
    await runner.query(`ALTER TABLE "session" DROP CONSTRAINT "FK_30e98e8746699fb9af235410aff"`);
    await runner.query(`ALTER TABLE "membership" DROP CONSTRAINT "FK_be659e88cd5ed71eef6d4122aac"`);
    await runner.query(`ALTER TABLE "membership" DROP CONSTRAINT "FK_e9c72e8d29784031c96f5c6af8d"`);
    await runner.query(
      `ALTER TABLE "claim_invoice" DROP CONSTRAINT "FK_ebab0ae7176d68a237b87a5f9cf"`,
    );
    await runner.query(`ALTER TABLE "claim_file" DROP CONSTRAINT "FK_bc1db903cc9fa83cc075923ac81"`);
    await runner.query(`ALTER TABLE "claim_file" DROP CONSTRAINT "FK_9a614c950e6b744ef58f18a60d7"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_094815917566e4645080b4d482d"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_20d8e956b1f40e077b1ca5c4766"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_ea3b906502079ec1e6b6adf1a31"`);
    await runner.query(`ALTER TABLE "claim" DROP CONSTRAINT "FK_8981f5595a4424021466aa4c7a4"`);
    await runner.query(
      `ALTER TABLE "payment_batch" DROP CONSTRAINT "FK_14dd282f7d845ea0e9414fcff79"`,
    );
    await runner.query(`DROP TABLE "work_calendar_day"`);
    await runner.query(`DROP INDEX "public"."reservation_history_of"`);
    await runner.query(`DROP TABLE "reservation_history"`);
    await runner.query(`DROP INDEX "public"."reservation_overtaken"`);
    await runner.query(`DROP INDEX "public"."reservation_calendar"`);
    await runner.query(`DROP INDEX "public"."reservation_of_user_organisation"`);
    await runner.query(`DROP INDEX "public"."reservation_of_person"`);
    await runner.query(`DROP TABLE "reservation"`);
    await runner.query(`DROP INDEX "public"."occupancy_held_by"`);
    await runner.query(`DROP INDEX "public"."occupancy_downtime"`);
    await runner.query(`DROP INDEX "public"."occupancy_reservation"`);
    await runner.query(`DROP TABLE "occupancy"`);
    await runner.query(`DROP INDEX "public"."downtime_of_instrument"`);
    await runner.query(`DROP TABLE "downtime"`);
    await runner.query(`DROP INDEX "public"."sync_run_nightly_twice"`);
    await runner.query(`DROP INDEX "public"."sync_run_two_running"`);
    await runner.query(`DROP TABLE "sync_run"`);
    await runner.query(`DROP INDEX "public"."sync_item_of_run"`);
    await runner.query(`DROP INDEX "public"."sync_item_by_state"`);
    await runner.query(`DROP TABLE "sync_item"`);
    await runner.query(`DROP INDEX "public"."service_order_unanswered"`);
    await runner.query(`DROP INDEX "public"."service_order_instrument"`);
    await runner.query(`DROP INDEX "public"."service_order_provider"`);
    await runner.query(`DROP INDEX "public"."service_order_user_organisation"`);
    await runner.query(`DROP TABLE "service_order"`);
    await runner.query(`DROP INDEX "public"."voucher_of_organisation"`);
    await runner.query(`DROP INDEX "public"."voucher_of_programme"`);
    await runner.query(`DROP INDEX "public"."voucher_expiry"`);
    await runner.query(`DROP TABLE "voucher"`);
    await runner.query(`DROP TABLE "voucher_programme"`);
    await runner.query(`DROP INDEX "public"."voucher_hold_order_held_twice"`);
    await runner.query(`DROP INDEX "public"."voucher_hold_of_voucher"`);
    await runner.query(`DROP TABLE "voucher_hold"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_reversed_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_reference_used_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_hold_resolved_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_opened_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_debits"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_credits"`);
    await runner.query(`DROP INDEX "public"."ledger_transfer_of_order"`);
    await runner.query(`DROP TABLE "ledger_transfer"`);
    await runner.query(`DROP INDEX "public"."ledger_account_programme_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_voucher_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_hold_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_payee_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_claim_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_batch_twice"`);
    await runner.query(`DROP INDEX "public"."ledger_account_of_voucher"`);
    await runner.query(`DROP TABLE "ledger_account"`);
    await runner.query(`DROP TABLE "appropriation"`);
    await runner.query(`DROP INDEX "public"."outbox_message_due"`);
    await runner.query(`DROP TABLE "outbox_message"`);
    await runner.query(`DROP TABLE "fee_schedule"`);
    await runner.query(`DROP TABLE "booking_policy"`);
    await runner.query(`DROP TABLE "opening_hours"`);
    await runner.query(`DROP INDEX "public"."instrument_of_status"`);
    await runner.query(`DROP TABLE "instrument"`);
    await runner.query(`DROP TABLE "instrument_unit"`);
    await runner.query(`DROP INDEX "public"."instrument_history_of_instrument"`);
    await runner.query(`DROP TABLE "instrument_history"`);
    await runner.query(`DROP TABLE "import_row"`);
    await runner.query(`DROP INDEX "public"."import_run_of_organisation"`);
    await runner.query(`DROP TABLE "import_run"`);
    await runner.query(`DROP INDEX "public"."session_user"`);
    await runner.query(`DROP TABLE "session"`);
    await runner.query(`DROP TABLE "membership"`);
    await runner.query(`DROP TABLE "app_user"`);
    await runner.query(`DROP TABLE "setup_code"`);
    await runner.query(`DROP TABLE "organisation"`);
    await runner.query(`DROP INDEX "public"."stored_file_owner"`);
    await runner.query(`DROP TABLE "stored_file"`);
    await runner.query(`DROP INDEX "public"."claim_invoice_used_twice"`);
    await runner.query(`DROP INDEX "public"."claim_invoice_of_claim"`);
    await runner.query(`DROP TABLE "claim_invoice"`);
    await runner.query(`DROP TABLE "claim_file"`);
    await runner.query(`DROP INDEX "public"."claim_order_claimed_twice"`);
    await runner.query(`DROP INDEX "public"."claim_inbox"`);
    await runner.query(`DROP INDEX "public"."claim_of_payee"`);
    await runner.query(`DROP INDEX "public"."claim_of_batch"`);
    await runner.query(`DROP TABLE "claim"`);
    await runner.query(`DROP TABLE "payment_batch"`);
    await runner.query(`DROP INDEX "public"."audit_entry_object"`);
    await runner.query(`DROP INDEX "public"."audit_entry_xid"`);
    await runner.query(`DROP TABLE "audit_entry"`);
    await runner.query(`DROP TABLE "audit_block"`);
    await runner.query(`DROP INDEX "public"."idempotency_key_age"`);
    await runner.query(`DROP TABLE "idempotency_key"`);
  }
}
