import { DomainError, FieldsRefused } from '@app/common';
import { fieldError } from '@app/http';
import type { ProvedChannel } from './channel';

/** Where each way's address stands and what it must be. */
const ADDRESSES: Record<ProvedChannel, { zh: string; en: string }> = {
  sms: { zh: '须为中国大陆手机号码', en: 'must be a mobile number of mainland China' },
  wecom: {
    zh: '须为企业微信成员账号，由字母、数字和 . _ - @ 组成',
    en: 'must be the account of one WeCom member, of letters, digits and . _ - @',
  },
};

/** An address that the channel does not take, or that its other side refused (422). */
export const addressRefused = (channel: ProvedChannel): FieldsRefused =>
  // What somebody typed may be a number of somebody: it is not said again.
  new FieldsRefused([fieldError('/address', 'address-refused', undefined, ADDRESSES[channel])]);

/** A way is chosen whose address was never proved (422). */
export const notProved = (channel: ProvedChannel): FieldsRefused =>
  new FieldsRefused([
    fieldError('/channels', 'address-not-proved', channel, {
      zh: '尚未验证，请先获取并填写验证码',
      en: 'is not proved yet: ask for a code and enter it first',
    }),
  ]);

/** This deployment has no such way (422). */
export const channelOff = (channel: ProvedChannel): FieldsRefused =>
  new FieldsRefused([
    fieldError('/channel', 'channel-off', channel, {
      zh: '在本系统未开通，请选择其他方式',
      en: 'is not set up in this system; choose another way',
    }),
  ]);

/** The code is wrong, has expired, was used or was tried too often (422). */
export class CodeRefused extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'code-refused',
      title: { zh: '验证码不正确', en: 'The code is not right' },
      detail: {
        zh: '验证码不正确或已失效。请核对后重试；10 分钟后或输错 5 次后须重新获取。',
        en: 'The code is wrong or over. Check it and try again; after 10 minutes or 5 tries ask for another.',
      },
    });
  }
}

/** The other side of a channel took nothing just now (503). */
export class ChannelUnavailable extends DomainError {
  constructor() {
    super({
      kind: 'unavailable',
      code: 'channel-unavailable',
      title: { zh: '验证码未能发出', en: 'The code could not be sent' },
      detail: {
        zh: '短信或企业微信服务暂时不可用，请稍后重新获取验证码。',
        en: 'The gateway is away for the moment; ask for another code a little later.',
      },
      members: { retryAfterSeconds: 60 },
    });
  }
}
