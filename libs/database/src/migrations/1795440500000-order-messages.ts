import type { MigrationInterface, QueryRunner } from 'typeorm';

const VISIBLE = `(CASE WHEN current_setting('app.scope', true) = '*'
   OR EXISTS (SELECT FROM service_order whole WHERE whole.id = order_id) THEN true END IS NOT NULL)`;

const REFERENCES: readonly [table: string, name: string, column: string, other: string][] = [
  ['order_message', 'order', 'order_id', 'service_order'],
  ['order_message', 'author', 'author_id', 'app_user'],
  ['order_message', 'organisation', 'organisation_id', 'organisation'],
  ['order_message_mark', 'order', 'order_id', 'service_order'],
  ['order_message_mark', 'message', 'read_until', 'order_message'],
  ['order_attachment', 'order', 'order_id', 'service_order'],
  ['order_attachment', 'file', 'file_id', 'stored_file'],
  ['order_attachment', 'author', 'attached_by', 'app_user'],
  ['order_attachment', 'organisation', 'organisation_id', 'organisation'],
  ['order_attachment', 'remover', 'removed_by', 'app_user'],
];

const UP: readonly string[] = [
  `CREATE TABLE "order_message" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "side" text NOT NULL, "author_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, "text" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "order_message_text_length" CHECK (char_length(text) BETWEEN 1 AND 2000), CONSTRAINT "order_message_side_known" CHECK (side IN ('user', 'provider', 'office')), CONSTRAINT "PK_order_message" PRIMARY KEY ("id"))`,
  `CREATE INDEX "order_message_of_order" ON "order_message" ("order_id", "id") `,
  `CREATE INDEX "order_message_author" ON "order_message" ("author_id") `,
  `CREATE TABLE "order_message_mark" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "side" text NOT NULL, "read_until" uuid, "notice_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "order_message_mark_side_taken" UNIQUE ("order_id", "side"), CONSTRAINT "order_message_mark_side_known" CHECK (side IN ('user', 'provider')), CONSTRAINT "PK_order_message_mark" PRIMARY KEY ("id"))`,
  `CREATE INDEX "order_message_mark_read" ON "order_message_mark" ("read_until") `,
  `CREATE TABLE "order_attachment" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "file_id" uuid NOT NULL, "kind" text NOT NULL, "sha256" text NOT NULL, "attached_by" uuid NOT NULL, "organisation_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), "removed_by" uuid, "removed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "order_attachment_removed_by_uploader" CHECK ((removed_by IS NULL) = (removed_at IS NULL) AND (removed_by IS NULL OR removed_by = attached_by)), CONSTRAINT "order_attachment_hash_malformed" CHECK (sha256 ~ '^[0-9a-f]{64}$'), CONSTRAINT "order_attachment_kind_known" CHECK (kind IN ('requirement', 'raw-data', 'report', 'other')), CONSTRAINT "PK_order_attachment" PRIMARY KEY ("id"))`,
  `CREATE INDEX "order_attachment_of_order" ON "order_attachment" ("order_id", "id") `,
  `CREATE UNIQUE INDEX "order_attachment_once" ON "order_attachment" ("order_id", "sha256") WHERE removed_at IS NULL`,
  `CREATE INDEX "order_attachment_file" ON "order_attachment" ("file_id") `,
  `CREATE INDEX "order_attachment_author" ON "order_attachment" ("attached_by") `,
  ...REFERENCES.map(
    ([table, name, column, other]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_${name}_exists" FOREIGN KEY ("${column}") REFERENCES "${other}"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  ...['order_message', 'order_message_mark', 'order_attachment'].flatMap((table) => [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `CREATE POLICY tenancy ON ${table} FOR SELECT USING ${VISIBLE}`,
    `CREATE POLICY tenancy_add ON ${table} FOR INSERT WITH CHECK ${VISIBLE}`,
  ]),
  // Messages are never changed and nothing is ever deleted: no policy lets anybody.
  ...['order_message_mark', 'order_attachment'].map(
    (table) =>
      `CREATE POLICY tenancy_change ON ${table} FOR UPDATE USING ${VISIBLE} WITH CHECK ${VISIBLE}`,
  ),
  `CREATE FUNCTION order_attachment_keep() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF OLD.removed_at IS NOT NULL
        OR EXISTS (SELECT FROM service_order o WHERE o.id = OLD.order_id AND o.state = 'accepted')
     THEN RAISE EXCEPTION 'what was taken back stays so, and the attachments of an accepted order stay'
       USING ERRCODE = '23514', CONSTRAINT = 'order_attachment_kept';
     END IF;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER order_attachment_keep BEFORE UPDATE ON order_attachment
     FOR EACH ROW EXECUTE FUNCTION order_attachment_keep()`,
  // Parts of an order: the audit trail notes a change that no entry told it of.
  ...['order_message', 'order_attachment'].map(
    (table) => `CREATE CONSTRAINT TRIGGER audit_note AFTER INSERT OR UPDATE OR DELETE ON ${table}
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_note('service_order', 'order_id')`,
  ),
];

/** What both sides of an order write to each other, how far each has read, and the files they lay beside it. */
export class OrderMessages1795440500000 implements MigrationInterface {
  readonly name = 'OrderMessages1795440500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_attachment');
    await runner.query('DROP FUNCTION order_attachment_keep()');
    await runner.query('DROP TABLE order_message_mark');
    await runner.query('DROP TABLE order_message');
  }
}
