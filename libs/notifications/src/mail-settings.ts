import type { Environment } from '@app/common';

/** What the sender of mails must know. */
export type MailSettings = Pick<
  Environment,
  'smtpUrl' | 'mailFrom' | 'dataDirectory' | 'publicUrl' | 'secretKey'
>;

/** Injection token of {@link MailSettings}. */
export const MAIL_SETTINGS = 'MAIL_SETTINGS';
