import type { ReservationNews } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

const when = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} 至 ${endsAt}`;
const whenEn = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} to ${endsAt}`;
const reasonZh = ({ reason }: MailFacts): string => (reason ? `原因：${reason}` : '未填写原因。');
const reasonEn = ({ reason }: MailFacts): string =>
  reason ? `Reason: ${reason}` : 'No reason was given.';

/** Subject and text of what became of a reservation. */
export const NEWS_TEXTS: Record<ReservationNews, (facts: MailFacts) => MailText> = {
  'reservation-asked': (facts) =>
    mail(
      `${facts.other} 的预约待审核 to approve`,
      [
        `${facts.other} 申请预约 ${facts.instrument}，时间：${when(facts)}。`,
        '时段已为其保留，请登录审核：',
        facts.address,
      ],
      [
        `${facts.other} asks for ${facts.instrument}, ${whenEn(facts)}.`,
        'The time is kept; sign in to approve or reject it.',
      ],
    ),
  'reservation-confirmed': (facts) =>
    mail(
      `预约已确认 confirmed: ${facts.startsAt}`,
      [
        `您预约的 ${facts.organisation} 的 ${facts.instrument} 已确认，时间：${when(facts)}。`,
        '如不能前往，请及时取消，以便他人使用：',
        facts.address,
      ],
      [
        `Your reservation of ${facts.instrument} of ${facts.organisation} is confirmed, ${whenEn(facts)}.`,
        'Cancel it in time if you cannot come, so that others can use it.',
      ],
    ),
  'reservation-moved': (facts) =>
    mail(
      `预约时间已调整 moved: ${facts.startsAt}`,
      [
        `${facts.organisation} 调整了您预约的 ${facts.instrument}，新的时间：${when(facts)}。`,
        '如不合适，请登录改期或取消：',
        facts.address,
      ],
      [
        `${facts.organisation} moved your reservation of ${facts.instrument} to ${whenEn(facts)}.`,
        'Sign in to move or cancel it if that does not suit you.',
      ],
    ),
  'reservation-rejected': (facts) =>
    mail(
      '预约未通过审核 rejected',
      [
        `${facts.organisation} 未通过您对 ${facts.instrument} 的预约申请（${when(facts)}）。${reasonZh(facts)}`,
        '占用的时段和创新券额度已释放：',
        facts.address,
      ],
      [
        `${facts.organisation} did not approve your request for ${facts.instrument}, ${whenEn(facts)}. ${reasonEn(facts)}`,
        'Time and voucher are given back.',
      ],
    ),
  'reservation-cancelled': (facts) =>
    mail(
      '预约已取消 cancelled',
      [
        `您预约的 ${facts.organisation} 的 ${facts.instrument}（${when(facts)}）已取消。${reasonZh(facts)}`,
        '占用的时段和创新券额度已释放：',
        facts.address,
      ],
      [
        `Your reservation of ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}, was cancelled. ${reasonEn(facts)}`,
        'Time and voucher are given back.',
      ],
    ),
  'reservation-withdrawn': (facts) =>
    mail(
      `${facts.other} 取消了预约 cancelled`,
      [
        `${facts.other} 取消了对 ${facts.instrument} 的预约，时段已释放：${when(facts)}。${reasonZh(facts)}`,
        facts.address,
      ],
      [
        `${facts.other} cancelled ${facts.instrument}, ${whenEn(facts)}; the time is free again. ${reasonEn(facts)}`,
      ],
    ),
  'reservation-expired': (facts) =>
    mail(
      '预约申请已过期 expired',
      [
        `${facts.organisation} 未及时审核您对 ${facts.instrument} 的预约申请（${when(facts)}），申请已过期。`,
        '占用的时段和创新券额度已释放，请另选时间或联系持有单位：',
        facts.address,
      ],
      [
        `${facts.organisation} did not answer your request for ${facts.instrument}, ${whenEn(facts)}, in time; it has expired.`,
        'Time and voucher are given back; choose another time or ask the holder.',
      ],
    ),
  'reservation-overrun': (facts) =>
    mail(
      `仪器使用超时 overrun: ${facts.instrument}`,
      [
        `${facts.organisation} 的 ${facts.instrument} 应于 ${facts.endsAt} 结束的使用尚未签退。`,
        '请实验室尽快核实并签退；其后的预约时间不变，如已预约，请到场前与实验室联系：',
        facts.address,
      ],
      [
        `A use of ${facts.instrument} of ${facts.organisation} that ends at ${facts.endsAt} is not checked out yet.`,
        'The laboratory should look after it; bookings after it keep their time, ask the laboratory before you come.',
      ],
    ),
  'reservation-missed': (facts) =>
    mail(
      '未到场，预约已释放 no-show',
      [
        `您预约的 ${facts.organisation} 的 ${facts.instrument}（${when(facts)}）未按时签到，时段已释放，并记为未到场。`,
        '如有异议，请联系持有单位：',
        facts.address,
      ],
      [
        `Nobody checked in for ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}; the time was released as a no-show.`,
        'Ask the holder if this is wrong.',
      ],
    ),
};
