import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type LinkPurpose, LinkSigner } from '@app/identity';
import type { JobPayloads, MailKind } from '@app/messaging';
import type { ChannelName, ProvedChannel } from './channels/channel';
import { Channels } from './channels/channels';
import { channelsFor } from './channels/channels.rules';
import type { Language } from './channels/notification-choice.entity';
import { SHORT_TEXTS } from './channels/short-texts';
import type { Mail } from './mail-transport';
import { MAIL_SETTINGS, type MailSettings } from './mail-settings';
import type { MailFacts, MailText } from './mail-text';
import { MAIL_TEXTS } from './mail-texts';
import { OFFLINE_PAGES, OFFLINE_RECIPIENTS } from './offline-mails';
import { MESSAGE_RECIPIENTS } from './order-news/message-mails';
import { ORDER_RECIPIENTS } from './order-news/news-recipients';
import { CLASH_PAGES, CLASH_RECIPIENTS } from './reservation-news/clash-mails';
import { NEWS_PAGES, NEWS_RECIPIENTS } from './reservation-news/news-recipients';
import { SETTLEMENT_RECIPIENTS } from './settlement-news/settlement-mails';
import { VOUCHER_PAGES, VOUCHER_RECIPIENTS } from './voucher-news/voucher-mails';

type Request = JobPayloads['send-mail'];

interface Recipient {
  /** Absent for somebody who may have no account. */
  user_id?: string;
  email: string | null;
  organisation: string | null;
  reason: string | null;
  instrument?: string | null;
  ends_on?: string | null;
  starts_at?: string | null;
  ends_at?: string | null;
  other?: string | null;
  respond_by?: string | null;
  order_number?: string | null;
  unread?: string | null;
  /** Where this reader finds it, where that differs from reader to reader. */
  page?: string | null;
  statement_number?: string | null;
  amount?: string | null;
}

/** How a person wants to be told; who has not said is told by mail. */
interface Choice {
  id: string;
  channels: ChannelName[];
  language: Language;
  sms: string | null;
  wecom: string | null;
}

/** Somebody who is told, by what ways, and what. */
export interface Told extends MailText {
  userId: string | null;
  email: string | null;
  ways: ChannelName[];
  addresses: Partial<Record<ProvedChannel, string | null>>;
  /** What a text message says; empty for news that goes by none. */
  short: string;
}

/** Whom each mail goes to and what it is about, by the object's id ($1) and the link's ($2); no row: no mail. */
const RECIPIENT: Record<MailKind, string> = {
  ...NEWS_RECIPIENTS,
  ...CLASH_RECIPIENTS,
  ...OFFLINE_RECIPIENTS,
  ...MESSAGE_RECIPIENTS,
  ...ORDER_RECIPIENTS,
  ...SETTLEMENT_RECIPIENTS,
  ...VOUCHER_RECIPIENTS,
  invitation: `
    SELECT i.email, o.name_zh AS organisation, NULL AS reason
      FROM invitation i JOIN organisation o ON o.id = i.organisation_id
     WHERE i.id = $1 AND i.state = 'open' AND $2::uuid IS NOT NULL`,
  'password-reset': `
    SELECT u.id AS user_id, u.email, NULL AS organisation, NULL AS reason
      FROM app_user u WHERE u.id = $1 AND u.active AND $2::uuid IS NOT NULL`,
  'organisation-verified': `
    SELECT u.id AS user_id, u.email, o.name_zh AS organisation, NULL AS reason
      FROM organisation o JOIN membership m ON m.organisation_id = o.id JOIN app_user u ON u.id = m.user_id
     WHERE o.id = $1 AND o.verification = 'verified' AND u.active AND $2::uuid IS NULL
       AND m.role IN ('enterprise_admin', 'holder_admin', 'lab_manager')`,
  'organisation-returned': `
    SELECT u.id AS user_id, u.email, o.name_zh AS organisation, o.verification_reason AS reason
      FROM organisation o JOIN membership m ON m.organisation_id = o.id JOIN app_user u ON u.id = m.user_id
     WHERE o.id = $1 AND o.verification = 'returned' AND u.active AND $2::uuid IS NULL
       AND m.role IN ('enterprise_admin', 'holder_admin', 'lab_manager')`,
  'qualification-ending': `
    SELECT u.id AS user_id, u.email, h.name_zh AS organisation, NULL AS reason, i.name_zh || ' ' || i.model AS instrument,
           q.valid_until::text AS ends_on
      FROM qualification q JOIN app_user u ON u.id = q.user_id
      JOIN instrument i ON i.id = q.instrument_id JOIN organisation h ON h.id = i.holder_id
     WHERE q.id = $1 AND q.revoked_at IS NULL AND u.active AND $2::uuid IS NULL
       AND q.valid_until >= (app_now() AT TIME ZONE 'Asia/Shanghai')::date`,
  'reservation-handed-over': `
    SELECT u.id AS user_id, u.email, h.name_zh AS organisation, NULL AS reason, i.name_zh || ' ' || i.model AS instrument,
           to_char(r.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at
      FROM reservation r JOIN app_user u ON u.id = r.reserved_by
      JOIN instrument i ON i.id = r.instrument_id JOIN organisation h ON h.id = i.holder_id
     WHERE r.id = $1 AND r.state IN ('requested', 'confirmed', 'displaced') AND u.active AND $2::uuid IS NULL`,
  'reservation-displaced': `
    SELECT u.id AS user_id, u.email, i.name_zh AS organisation, r.reason
      FROM reservation r JOIN instrument i ON i.id = r.instrument_id JOIN app_user u ON u.id = r.reserved_by
      JOIN signed_link l ON l.object_id = r.id AND l.id = $2 AND l.used_at IS NULL AND l.expires_at > app_now()
     WHERE r.id = $1 AND r.state = 'displaced' AND u.active`,
  'waiting-offer': `
    SELECT u.id AS user_id, u.email, NULL AS organisation, NULL AS reason, i.name_zh || ' ' || i.model AS instrument,
           to_char(w.offered_starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at,
           to_char(w.offered_ends_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS ends_at
      FROM waiting_entry w JOIN instrument i ON i.id = w.instrument_id JOIN app_user u ON u.id = w.user_id
     WHERE w.id = $1 AND u.active AND $2::uuid IS NULL
       AND w.state = 'offered' AND w.offer_expires_at > app_now()`,
  'waiting-alert': `
    SELECT u.id AS user_id, u.email, NULL AS organisation, NULL AS reason, i.name_zh || ' ' || i.model AS instrument,
           to_char(w.offered_starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at,
           to_char(w.offered_ends_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS ends_at
      FROM waiting_entry w JOIN instrument i ON i.id = w.instrument_id JOIN app_user u ON u.id = w.user_id
     WHERE w.id = $1 AND u.active AND $2::uuid IS NULL AND w.state = 'waiting'`,
  'order-confirmation': `
    SELECT l.email, NULL AS organisation, NULL AS reason
      FROM signed_link l
     WHERE l.object_id = $1 AND l.id = $2 AND l.used_at IS NULL AND l.expires_at > app_now()`,
};

/** Page of the web app that a mail leads to; the token of a link stands in the fragment, which no server is told. */
const PAGES: Partial<Record<MailKind, { path: string; purpose?: LinkPurpose }>> = {
  ...NEWS_PAGES,
  ...CLASH_PAGES,
  ...OFFLINE_PAGES,
  ...VOUCHER_PAGES,
  invitation: { path: '/invitation', purpose: 'invitation' },
  'password-reset': { path: '/reset-password', purpose: 'password-reset' },
  'reservation-displaced': { path: '/displacement-answer', purpose: 'displacement-answer' },
  'waiting-offer': { path: '/reservations' },
  'waiting-alert': { path: '/reservations' },
  'order-confirmation': { path: '/order-confirmation', purpose: 'order-confirmation' },
};

/** Turns what was asked for into who is told, how, and with what texts and links. */
@Injectable()
export class MailWriter {
  private readonly signer: LinkSigner;

  constructor(
    private readonly db: DataSource,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
    private readonly channels: Channels,
  ) {
    this.signer = new LinkSigner(settings.secretKey);
  }

  /** Who is told, each once, by the ways they chose; nobody when what it was about is over. */
  async tell({ mail, objectId, linkId }: Request): Promise<Told[]> {
    const recipients: Recipient[] = await this.db.query(RECIPIENT[mail], [
      objectId,
      linkId ?? null,
    ]);
    const choices = await this.findChoices(recipients);
    const people = new Map(recipients.map((one) => [one.user_id ?? one.email, one]));
    return [...people.values()].map((recipient) => {
      const facts = this.factsOf(mail, recipient, linkId);
      const choice = choices.get(recipient.user_id ?? '');
      const { sms = null, wecom = null } = choice ?? {};
      return {
        ...{ userId: recipient.user_id ?? null, email: recipient.email },
        ways: channelsFor(mail, this.openAmong(choice?.channels ?? ['mail'])),
        addresses: { sms, wecom },
        ...MAIL_TEXTS[mail](facts),
        short: SHORT_TEXTS[mail]?.(facts)[choice?.language ?? 'zh'] ?? '',
      };
    });
  }

  private async findChoices(recipients: readonly Recipient[]): Promise<Map<string, Choice>> {
    const ids = recipients.flatMap(({ user_id: id }) => id ?? []);
    const choices: Choice[] = await this.db.query(
      `SELECT id, channels, language, phone AS sms, wecom_user_id AS wecom FROM notification_choice WHERE id = ANY ($1)`,
      [ids],
    );
    return new Map(choices.map((choice) => [choice.id, choice]));
  }

  private openAmong(chosen: readonly ChannelName[]): ChannelName[] {
    return chosen.filter((one) => one === 'mail' || this.channels.has(one));
  }

  private factsOf(mail: MailKind, recipient: Recipient, linkId: string | undefined): MailFacts {
    const { organisation, reason, instrument, other } = recipient;
    const { ends_on: endsOn, starts_at: startsAt, ends_at: endsAt } = recipient;
    const base = this.settings.publicUrl ?? 'http://localhost:3000';
    const page = PAGES[mail];
    const address =
      page?.purpose && linkId
        ? new URL(`${page.path}#${this.signer.tokenOf(page.purpose, linkId)}`, base)
        : new URL(recipient.page ?? page?.path ?? '/', base);
    return {
      ...{ organisation: organisation ?? '', reason: reason ?? '' },
      ...{ instrument: instrument ?? '', endsOn: endsOn ?? '', startsAt: startsAt ?? '' },
      ...{ endsAt: endsAt ?? '', other: other ?? '', respondBy: recipient.respond_by ?? '' },
      ...{ orderNumber: recipient.order_number ?? '', unread: recipient.unread ?? '' },
      ...{ statementNumber: recipient.statement_number ?? '', amount: recipient.amount ?? '' },
      address: address.href,
    };
  }
}

/** The mails among what is told; two accounts with one address get one mail. @param id the same for every attempt */
export function mailsOf(told: readonly Told[], id: string): Mail[] {
  const mailed = told.filter(({ ways }) => ways.includes('mail'));
  const addresses = new Map(mailed.map((one) => [one.email?.toLowerCase(), one]));
  return [...addresses.values()].flatMap(({ email, subject, text }, at) =>
    email === null ? [] : [{ id: `${id}.${at + 1}`, to: email, subject, text }],
  );
}
