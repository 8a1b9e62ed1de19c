import { DomainError } from '@app/common';

/** The code does not fit the authenticator that is being set up, or none is (422). */
export class AuthenticatorNotConfirmed extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'authenticator-not-confirmed',
      title: { zh: '验证器绑定未完成', en: 'The authenticator is not set up yet' },
      detail: {
        zh: '验证码不正确或已过期。请核对手机时间，输入新验证器当前显示的 6 位数字；仍不成功请重新扫码绑定。',
        en: 'The code is wrong or too old. Check the clock of the telephone and enter the digits it shows now, or scan a new QR code.',
      },
      members: {
        errors: [
          { pointer: '/code', code: 'wrong', message: { zh: '验证码不正确', en: 'is wrong' } },
        ],
      },
    });
  }
}

/** There is no second factor to do this with (409). */
export class SecondFactorNotSetUp extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'second-factor-not-set-up',
      title: { zh: '尚未启用双因素认证', en: 'No second factor is set up' },
      detail: {
        zh: '该账号尚未绑定验证器，请先在“账号安全”中绑定。',
        en: 'This account has no authenticator; set one up under account security first.',
      },
    });
  }
}

/** A role of the person needs the second factor (422). */
export class SecondFactorNeeded extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'second-factor-needed',
      title: { zh: '不能关闭双因素认证', en: 'The second factor cannot be removed' },
      detail: {
        zh: '您的角色须启用双因素认证，不能关闭；更换手机请直接绑定新的验证器。',
        en: 'A role of yours needs the second factor. To change telephones, set up the new authenticator; it replaces this one.',
      },
    });
  }
}
