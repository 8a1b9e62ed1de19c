import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCOPED = `current_setting('app.scope', true) = '*'`;
const OF_ORDER = `(CASE WHEN ${SCOPED} OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const TABLES = ['offline_order', 'offline_evidence'];
const BEFORE = ['open', 'completed', 'accepted', 'disputed', 'cancelled'];
const ADDED = ['submitted', 'rejected', 'withdrawn'];
const KNOWN = ['invitation', 'password-reset', 'order-confirmation', 'displacement-answer'];

const REFERENCES: readonly [table: string, name: string, column: string, target: string][] = [
  ['offline_order', 'order', 'order_id', 'service_order'],
  ['offline_order', 'contract', 'contract_file_id', 'stored_file'],
  ['offline_order', 'report', 'report_file_id', 'stored_file'],
  ['offline_evidence', 'order', 'order_id', 'service_order'],
  ['offline_evidence', 'file', 'file_id', 'stored_file'],
  ['offline_evidence', 'provider', 'provided_by', 'app_user'],
  ['offline_evidence', 'decider', 'decided_by', 'app_user'],
];

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

const statesCheck = (states: readonly string[]): readonly string[] => [
  `ALTER TABLE "service_order" DROP CONSTRAINT "service_order_offline_state_known"`,
  `ALTER TABLE "service_order" ADD CONSTRAINT "service_order_offline_state_known" CHECK (kind <> 'offline' OR state IN (${quoted(states)}))`,
];

const purposes = (known: readonly string[]): string =>
  `ALTER TABLE "signed_link" DROP CONSTRAINT "signed_link_purpose_known",
     ADD CONSTRAINT "signed_link_purpose_known" CHECK (purpose IN (${quoted(known)}))`;

const UP: readonly string[] = [
  `CREATE TABLE "offline_order" ("order_id" uuid NOT NULL, "description" text NOT NULL, "place" text, "region_code" text NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "contact_email" text, "contract_file_id" uuid, "report_file_id" uuid, "confirmed_how" text, "completed_how" text, "completed_by_name" text, "reminders" integer NOT NULL DEFAULT '0', "escalated_at" TIMESTAMP WITH TIME ZONE, "ended_reason" text, CONSTRAINT "offline_order_escalated_last" CHECK (escalated_at IS NULL OR reminders = 2), CONSTRAINT "offline_order_reminders_known" CHECK (reminders BETWEEN 0 AND 2), CONSTRAINT "offline_order_completion_known" CHECK (completed_how IN ('provider', 'link', 'user')), CONSTRAINT "offline_order_confirmation_known" CHECK (confirmed_how IN ('provider', 'link', 'evidence')), CONSTRAINT "offline_order_period_has_time" CHECK (starts_at < ends_at), CONSTRAINT "PK_offline_order" PRIMARY KEY ("order_id"))`,
  `CREATE INDEX "offline_order_contract" ON "offline_order" ("contract_file_id") `,
  `CREATE INDEX "offline_order_report" ON "offline_order" ("report_file_id") `,
  `CREATE TABLE "offline_evidence" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "file_id" uuid NOT NULL, "reason" text NOT NULL, "provided_by" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "decision" text, "decided_by" uuid, "decided_at" TIMESTAMP WITH TIME ZONE, "decision_reason" text, CONSTRAINT "offline_evidence_second_person" CHECK (decided_by <> provided_by), CONSTRAINT "offline_evidence_decided_in_parts" CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)), CONSTRAINT "offline_evidence_decision_known" CHECK (decision IN ('accepted', 'returned')), CONSTRAINT "PK_offline_evidence" PRIMARY KEY ("id"))`,
  `CREATE INDEX "offline_evidence_order" ON "offline_evidence" ("order_id") `,
  `CREATE INDEX "offline_evidence_file" ON "offline_evidence" ("file_id") `,
  `CREATE UNIQUE INDEX "offline_evidence_one_open" ON "offline_evidence" ("order_id") WHERE decision IS NULL`,
  ...REFERENCES.map(
    ([table, name, column, target]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${target}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  ...TABLES.flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} FOR SELECT USING ${OF_ORDER}`,
    `CREATE POLICY tenancy_change ON ${table} FOR UPDATE USING ${OF_ORDER} WITH CHECK ${OF_ORDER}`,
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK ${OF_ORDER}`,
    // Parts of an order: the audit trail notes a change that no step of the order told it of.
    `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id')`,
  ]),
  ...statesCheck([...BEFORE, ...ADDED]),
  purposes([...KNOWN, 'order-completion']),
];

const DOWN: readonly string[] = [
  `DELETE FROM signed_link WHERE purpose = 'order-completion'`,
  purposes(KNOWN),
  // Orders in a state of offline services only must be gone: no other one says as much.
  ...statesCheck(BEFORE),
  'DROP TABLE offline_evidence',
  'DROP TABLE offline_order',
];

/** Services arranged by phone or mail: what was filed, how it was confirmed, and what stands in for a silent provider. */
export class OfflineServices1795440000000 implements MigrationInterface {
  readonly name = 'OfflineServices1795440000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
