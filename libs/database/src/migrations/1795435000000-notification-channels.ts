import type { MigrationInterface, QueryRunner } from 'typeorm';

const PERSONS: readonly [table: string, column: string][] = [
  ['notification_choice', 'id'],
  ['channel_code', 'user_id'],
  ['notification_delivery', 'user_id'],
];

const UP: readonly string[] = [
  `CREATE TABLE "notification_choice" ("id" uuid NOT NULL, "channels" text array NOT NULL, "language" text NOT NULL DEFAULT 'zh', "phone" text, "wecom_user_id" text, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "notification_choice_channels_known" CHECK (channels <@ ARRAY['mail', 'sms', 'wecom']), CONSTRAINT "notification_choice_language_known" CHECK (language IN ('zh', 'en')), CONSTRAINT "notification_choice_phone_in_use" CHECK (('sms' = ANY (channels)) = (phone IS NOT NULL)), CONSTRAINT "notification_choice_wecom_in_use" CHECK (('wecom' = ANY (channels)) = (wecom_user_id IS NOT NULL)), CONSTRAINT "PK_notification_choice" PRIMARY KEY ("id"))`,
  `CREATE TABLE "channel_code" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "channel" text NOT NULL, "address" text NOT NULL, "code_hash" bytea NOT NULL, "attempts" integer NOT NULL DEFAULT '0', "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "channel_code_channel_known" CHECK (channel IN ('sms', 'wecom')), CONSTRAINT "channel_code_attempts_limited" CHECK (attempts BETWEEN 0 AND 5), CONSTRAINT "PK_channel_code" PRIMARY KEY ("id"))`,
  `CREATE INDEX "channel_code_of_person" ON "channel_code" ("user_id") `,
  `CREATE INDEX "channel_code_to_address" ON "channel_code" ("address") `,
  `CREATE TABLE "notification_delivery" ("id" uuid NOT NULL, "message_id" uuid NOT NULL, "user_id" uuid NOT NULL, "channel" text NOT NULL, "kind" text NOT NULL, "object_id" uuid NOT NULL, "link_id" uuid, "state" text NOT NULL DEFAULT 'pending', "attempts" integer NOT NULL DEFAULT '0', "last_error" text, "next_at" TIMESTAMP WITH TIME ZONE, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT app_now(), CONSTRAINT "notification_delivery_once" UNIQUE ("message_id", "user_id", "channel"), CONSTRAINT "notification_delivery_channel_known" CHECK (channel IN ('sms', 'wecom')), CONSTRAINT "notification_delivery_state_known" CHECK (state IN ('pending', 'sent', 'failed', 'over')), CONSTRAINT "PK_notification_delivery" PRIMARY KEY ("id"))`,
  `CREATE INDEX "notification_delivery_of_person" ON "notification_delivery" ("user_id", "id") `,
  ...PERSONS.map(
    ([table, column]) =>
      `ALTER TABLE "${table}" ADD CONSTRAINT "${table}_person_exists" FOREIGN KEY ("${column}") REFERENCES "app_user"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  ),
  `CREATE TRIGGER audit_remember AFTER INSERT OR UPDATE OR DELETE ON notification_choice
     FOR EACH ROW EXECUTE FUNCTION audit_remember('phone', 'wecom_user_id')`,
  `CREATE CONSTRAINT TRIGGER audit_settle AFTER UPDATE OR DELETE ON notification_choice
     DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_settle()`,
];

/** How each person wants to be told, the codes that prove their addresses, and what was sent there. */
export class NotificationChannels1795435000000 implements MigrationInterface {
  readonly name = 'NotificationChannels1795435000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE notification_delivery');
    await runner.query('DROP TABLE channel_code');
    await runner.query('DROP TABLE notification_choice');
  }
}
