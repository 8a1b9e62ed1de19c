import type { PersonalDataSources, Subjects } from '@app/identity';

/** Whose the objects of this lib are, and what it holds about a person. */
export function defineSubjects(subjects: Subjects, personalData: PersonalDataSources): void {
  subjects.define(
    'webhook',
    `SELECT ARRAY[organisation_id] AS organisation_ids FROM webhook_endpoint WHERE id = $1 AND state <> 'removed'`,
  );
  personalData.define({
    name: 'webhooks',
    rows: `SELECT id, url, events, state, created_at AS "createdAt" FROM webhook_endpoint WHERE created_by = $1`,
  });
  personalData.define({
    name: 'notificationChannels',
    rows: `SELECT channels, language, phone, wecom_user_id AS "weComUserId", created_at AS "createdAt"
             FROM notification_choice WHERE id = $1`,
    erase: ['DELETE FROM notification_choice WHERE id = $1'],
  });
  personalData.define({
    name: 'channelCodes',
    rows: `SELECT channel, address, created_at AS "createdAt", used_at AS "usedAt" FROM channel_code WHERE user_id = $1`,
    erase: ['DELETE FROM channel_code WHERE user_id = $1'],
  });
  personalData.define({
    name: 'notifications',
    rows: `SELECT id, channel, kind, object_id AS "objectId", state, created_at AS "createdAt"
             FROM notification_delivery WHERE user_id = $1`,
    erase: ['DELETE FROM notification_delivery WHERE user_id = $1'],
  });
}
