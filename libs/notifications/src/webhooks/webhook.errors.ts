import { DomainError, type FieldError, FieldsRefused, NotFound } from '@app/common';
import { fieldError } from '@app/http';

/** Unknown, removed, or of another organisation. */
export class WebhookNotFound extends NotFound {
  constructor() {
    super({ zh: '消息推送地址或推送记录', en: 'webhook or delivery' });
  }
}

/** An organisation has as many addresses as it may (422). */
export class TooManyWebhooks extends DomainError {
  constructor(most: number) {
    super({
      kind: 'rule',
      code: 'too-many-webhooks',
      title: { zh: '消息推送地址过多', en: 'Too many webhooks' },
      detail: {
        zh: `每个单位最多 ${most} 个消息推送地址，请先删除不用的地址。`,
        en: `An organisation may have ${most} webhooks; remove one that is not used.`,
      },
      members: { most },
    });
  }
}

/** An address that messages are not sent to (422). */
export const addressRefused = (url: string): FieldsRefused => {
  const error: FieldError = fieldError('/url', 'address-refused', url, {
    zh: '须为 https:// 开头的完整地址，不能包含用户名和密码',
    en: 'must be a whole address with https:// and no user name or password',
  });
  return new FieldsRefused([error]);
};
