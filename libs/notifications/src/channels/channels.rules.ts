import type { MailKind } from '@app/messaging';
import { type ChannelName, CHANNELS } from './channel';
import { SHORT_TEXTS } from './short-texts';

/** They go to an address rather than to a person, or open the account. */
const MAIL_ONLY: readonly MailKind[] = [
  ...(['invitation', 'password-reset', 'order-confirmation'] as const),
  ...(['offline-reminder', 'order-completion'] as const),
];

/** Whether news of a kind goes this way at all. */
function carries(channel: ChannelName, kind: MailKind): boolean {
  if (channel === 'mail') return true;
  if (MAIL_ONLY.includes(kind)) return false;
  return channel === 'wecom' || SHORT_TEXTS[kind] !== undefined;
}

/**
 * The ways by which a person is told: those chosen that carry such news, and mail when none does, so that no choice
 * makes anybody miss anything.
 */
export function channelsFor(kind: MailKind, chosen: readonly ChannelName[]): ChannelName[] {
  const ways = CHANNELS.filter((one) => chosen.includes(one) && carries(one, kind));
  return ways.length > 0 ? ways : ['mail'];
}

/** Mobile numbers of the mainland, to which gateways send; the form they take. Undefined for any other. */
export function mobileOf(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, '').replace(/^(\+86|0086)/, '');
  return /^1[3-9]\d{9}$/.test(digits) ? digits : undefined;
}

/**
 * The id of one member, as WeCom takes it: never `@all`, never several with a bar between. Undefined for any other.
 * Source: WeCom, 创建成员, userid
 */
export const weComUserOf = (text: string): string | undefined =>
  /^[A-Za-z0-9][\w.@-]{0,63}$/.test(text) ? text : undefined;
