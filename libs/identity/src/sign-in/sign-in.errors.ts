import { DomainError } from '@app/common';

/** The answer of an issuer must not be believed (403); why stands in the log of the process only. */
export class IdentityRefused extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'identity-refused',
      title: { zh: '第三方登录未通过校验', en: 'The other sign-in was not accepted' },
      detail: {
        zh: '第三方返回的登录结果未通过安全校验，请重新登录；如仍失败，请联系管理员。',
        en: 'What the other service answered did not pass our checks; sign in again, and tell the administrator if it persists.',
      },
    });
  }
}

/** The person turned back at the issuer (403). */
export class IdentityCancelled extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'identity-cancelled',
      title: { zh: '已取消第三方登录', en: 'The other sign-in was cancelled' },
      detail: {
        zh: '您在第三方页面取消了登录，可重新登录或改用账号密码。',
        en: 'You turned back at the other service; try again or use your password.',
      },
    });
  }
}

/** Nobody here has linked this identity; an account never comes into being by itself (403). */
export class IdentityUnknown extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'identity-unknown',
      title: { zh: '该身份尚未绑定账号', en: 'This identity belongs to no account' },
      detail: {
        zh: '该第三方身份尚未绑定本系统账号：请先用账号密码登录，再在“账号安全”中绑定。',
        en: 'No account here has linked this identity: sign in with your password first, then link it under account security.',
      },
    });
  }
}

/** The identity belongs to another account (409). */
export class IdentityTaken extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'identity-taken',
      title: { zh: '该身份已绑定其他账号', en: 'The identity belongs to another account' },
      detail: {
        zh: '该第三方身份已绑定其他账号，请先在原账号中解除绑定。',
        en: 'Another account has linked this identity; remove it there first.',
      },
    });
  }
}

/** The state is unknown, used, too old, of another browser or of another provider; all answer alike (403). */
export class SignInFlowEnded extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'sign-in-flow-ended',
      title: { zh: '登录流程已失效', en: 'This sign-in has ended' },
      detail: {
        zh: '登录流程已超时、已使用，或不是在本浏览器中发起的，请重新登录。',
        en: 'This sign-in took too long, was used already, or began in another browser; begin again.',
      },
    });
  }
}

/** The issuer does not answer as one (503). */
export class IdentityProviderUnavailable extends DomainError {
  constructor(cause?: unknown) {
    super({
      kind: 'unavailable',
      code: 'identity-provider-unavailable',
      title: { zh: '第三方登录暂不可用', en: 'The other sign-in is not available' },
      detail: {
        zh: '第三方登录服务暂时没有应答，请稍后重试或改用账号密码。',
        en: 'The other service does not answer at the moment; try again later or use your password.',
      },
      members: { retryAfterSeconds: 30 },
    });
    this.cause = cause;
  }
}

/** Without a password this identity is the only way into the account (422). */
export class LastWayIn extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'last-way-in',
      title: { zh: '这是唯一的登录方式', en: 'This is the only way to sign in' },
      detail: {
        zh: '您尚未设置密码，解除后将无法登录。请先设置密码，或绑定另一个身份。',
        en: 'You have no password and could not sign in any more. Set one, or link another identity, first.',
      },
    });
  }
}
