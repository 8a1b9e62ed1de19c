import type { MailKind } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

/** Mails about time that a reservation and the holder's own system both have; `objectId` is the clash. */
type ClashMail = Extract<MailKind, 'reservation-clash' | 'reservation-clash-settled'>;

/** The time of the other system's booking is told, and nothing else of it. */
const FACTS = `
  SELECT u.id AS user_id, u.email, h.name_zh AS organisation, g.name_zh AS other, NULL AS reason,
         i.name_zh || ' ' || i.model AS instrument,
         to_char(c.starts_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS starts_at,
         to_char(c.ends_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS ends_at
    FROM busy_clash c JOIN reservation r ON r.id = c.reservation_id
    JOIN instrument i ON i.id = r.instrument_id
    JOIN organisation h ON h.id = i.holder_id
    JOIN organisation g ON g.id = r.user_organisation_id`;
const LIVE = `r.state IN ('requested', 'confirmed', 'in_use')`;

/** The person whose reservation it is while that stands, and the laboratory, when it still is as the mail says. */
const bothSides = (isSo: string): string => `
  ${FACTS} JOIN app_user u ON u.id = r.reserved_by
   WHERE c.id = $1 AND $2::uuid IS NULL AND u.active AND ${isSo} AND ${LIVE}
  UNION
  ${FACTS} JOIN membership m ON m.organisation_id = i.holder_id AND m.role = 'lab_manager' JOIN app_user u ON u.id = m.user_id
   WHERE c.id = $1 AND $2::uuid IS NULL AND u.active AND ${isSo}`;

/** Who is told of clashes. */
export const CLASH_RECIPIENTS: Record<ClashMail, string> = {
  'reservation-clash': bothSides('c.resolved_at IS NULL'),
  'reservation-clash-settled': bothSides('c.resolved_at IS NOT NULL'),
};

/** Each side finds it from its first page on. */
export const CLASH_PAGES: Record<ClashMail, { path: string }> = {
  'reservation-clash': { path: '/' },
  'reservation-clash-settled': { path: '/' },
};

const when = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} 至 ${endsAt}`;
const whenEn = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} to ${endsAt}`;

/** What both sides read. */
export const CLASH_TEXTS: Record<ClashMail, (facts: MailFacts) => MailText> = {
  'reservation-clash': (facts) =>
    mail(
      `预约与持有单位自有占用冲突 clash: ${facts.startsAt}`,
      [
        `${facts.other} 对 ${facts.organisation} 的 ${facts.instrument} 的预约与持有单位自有系统中的占用冲突，冲突占用的时间：${when(facts)}。`,
        '两边的安排都保留，预约未被取消。请实验室尽快与用户单位商定由哪一方改期：',
        facts.address,
      ],
      [
        `The reservation of ${facts.instrument} of ${facts.organisation} by ${facts.other} clashes with what its own system has from ${whenEn(facts)}.`,
        'Both are kept and nothing was cancelled. The laboratory settles with the user organisation which one moves.',
      ],
    ),
  'reservation-clash-settled': (facts) =>
    mail(
      `预约冲突已解除 clash settled: ${facts.startsAt}`,
      [
        `${facts.other} 对 ${facts.organisation} 的 ${facts.instrument} 的预约与持有单位自有占用（${when(facts)}）的冲突已解除，无需再作处理。`,
        facts.address,
      ],
      [
        `The reservation of ${facts.instrument} of ${facts.organisation} by ${facts.other} no longer clashes with what its own system had from ${whenEn(facts)}.`,
        'There is nothing left to do.',
      ],
    ),
};
