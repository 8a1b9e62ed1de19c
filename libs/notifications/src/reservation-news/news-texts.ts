import type { ReservationNews } from '@app/messaging';
import { mail, type MailFacts, type MailText } from '../mail-text';

const when = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} 至 ${endsAt}`;
const whenEn = ({ startsAt, endsAt }: MailFacts): string => `${startsAt} to ${endsAt}`;
const reasonZh = ({ reason }: MailFacts): string => (reason ? `原因：${reason}` : '未填写原因。');
const reasonEn = ({ reason }: MailFacts): string =>
  reason ? `Reason: ${reason}` : 'No reason was given.';

const answerByZh = ({ respondBy }: MailFacts): string =>
  respondBy
    ? `承诺的答复期限为 ${respondBy}，逾期申请将过期。`
    : '预约开始时尚未答复的，申请将过期。';
const answerByEn = ({ respondBy }: MailFacts): string =>
  respondBy ? `It expires at ${respondBy}.` : 'It expires at its start.';

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
  'reservation-asked-second': (facts) =>
    mail(
      `${facts.other} 的预约待复核 to decide second`,
      [
        `${facts.other} 预约 ${facts.organisation} 的 ${facts.instrument} 的申请已由实验室通过，须您复核，时间：${when(facts)}。`,
        answerByZh(facts),
        '复核须由初审人和申请人以外的人员办理，时段已为其保留：',
        facts.address,
      ],
      [
        `The laboratory approved that ${facts.other} uses ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}; your word is needed, too.`,
        `${answerByEn(facts)} Somebody else than who approved first or who booked decides.`,
      ],
    ),
  'reservation-passed': (facts) =>
    mail(
      `预约已通过初审，待复核 passed the first step: ${facts.startsAt}`,
      [
        `您预约的 ${facts.organisation} 的 ${facts.instrument} 已由实验室通过，还须上级复核后才确认，时间：${when(facts)}。`,
        '时段继续为您保留，您无需操作：',
        facts.address,
      ],
      [
        `The laboratory approved your request for ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}; it is confirmed once a second side approves it.`,
        'The time is kept; there is nothing for you to do.',
      ],
    ),
  'reservation-unanswered': (facts) =>
    mail(
      `${facts.other} 的预约待答复，将于 ${facts.respondBy} 过期 answer soon`,
      [
        `${facts.other} 预约 ${facts.organisation} 的 ${facts.instrument}（${when(facts)}）的申请尚未答复，承诺的答复期限为 ${facts.respondBy}，逾期申请将过期。`,
        '请登录审核：',
        facts.address,
      ],
      [
        `The request of ${facts.other} for ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}, is not answered yet.`,
        `An answer was promised by ${facts.respondBy}; then it expires. Sign in to approve or reject it.`,
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
        `您对 ${facts.organisation} 的 ${facts.instrument} 的预约申请（${when(facts)}）未通过审核。${reasonZh(facts)}`,
        '占用的时段和创新券额度已释放：',
        facts.address,
      ],
      [
        `Your request for ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}, was not approved. ${reasonEn(facts)}`,
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
        `您对 ${facts.organisation} 的 ${facts.instrument} 的预约申请（${when(facts)}）未在期限内得到答复，申请已过期。`,
        '占用的时段和创新券额度已释放，请另选时间或联系持有单位：',
        facts.address,
      ],
      [
        `Your request for ${facts.instrument} of ${facts.organisation}, ${whenEn(facts)}, was not answered in time; it has expired.`,
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
