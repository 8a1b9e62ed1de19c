import { DomainError } from '@app/common';

/** No session, or one that has ended (401). */
export class NotSignedIn extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'not-signed-in',
      title: { zh: '请先登录', en: 'Sign in first' },
      detail: {
        zh: '您尚未登录或登录已过期，请重新登录。',
        en: 'You are not signed in or your session has ended; sign in again.',
      },
    });
  }
}

/** The same answer for an unknown login, a wrong password and a closed account (401). */
export class SignInRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'sign-in-refused',
      title: { zh: '登录失败', en: 'Sign-in failed' },
      detail: {
        zh: '账号或密码不正确，请检查后重试。',
        en: 'The login or the password is wrong; check both and try again.',
      },
    });
  }
}

/** The role does not allow this operation (403). */
export class OperationForbidden extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'forbidden',
      title: { zh: '无权操作', en: 'Not allowed' },
      detail: {
        zh: '您的角色不能进行此操作；如工作需要，请联系本单位管理员开通。',
        en: 'Your role does not allow this; ask the administrator of your organisation if your work needs it.',
      },
    });
  }
}

/** The credit code belongs to an organisation that is already here (409). */
export class CreditCodeTaken extends DomainError {
  constructor(creditCode: string) {
    super({
      kind: 'conflict',
      code: 'credit-code-taken',
      title: { zh: '该单位已登记', en: 'The organisation is already registered' },
      detail: {
        zh: `统一社会信用代码 ${creditCode} 已登记，请直接使用已有单位，不要重复登记。`,
        en: `Credit code ${creditCode} is registered already; use that organisation instead.`,
      },
      members: {
        errors: [
          {
            pointer: '/creditCode',
            code: 'taken',
            message: { zh: '该代码已登记', en: 'is registered already' },
          },
        ],
      },
    });
  }
}

/** Somebody else signs in with this name (409). */
export class LoginTaken extends DomainError {
  constructor(login: string) {
    super({
      kind: 'conflict',
      code: 'login-taken',
      title: { zh: '登录名已被使用', en: 'The login is taken' },
      detail: {
        zh: `登录名 ${login} 已被使用，请换一个。`,
        en: `The login ${login} is taken; choose another one.`,
      },
      members: {
        errors: [{ pointer: '/login', code: 'taken', message: { zh: '已被使用', en: 'is taken' } }],
      },
    });
  }
}

/** A wrong, spent or expired one-time code, or a system that has people already (403). */
export class SetupCodeRefused extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'setup-code-refused',
      title: { zh: '一次性代码无效', en: 'The one-time code is not valid' },
      detail: {
        zh: '一次性代码不正确、已使用或已过期。系统尚无账户时，重新启动会给出新的代码。',
        en: 'The one-time code is wrong, used or expired. While nobody has an account, a restart prints a new one.',
      },
    });
  }
}

/** The roles need a second factor that this session has not got (403). */
export class SecondFactorRequired extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-factor-required',
      title: { zh: '需要双因素认证', en: 'A second factor is needed' },
      detail: {
        zh: '您的角色须启用双因素认证：请在“账号安全”中绑定验证器后重新登录。',
        en: 'Your role needs a second factor: set up an authenticator under account security, then sign in again.',
      },
    });
  }
}

/** The person must prove again who they are (401). Source: ASVS 5.0, 7.5.1. */
export class ProofRequired extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'proof-required',
      title: { zh: '请再次验证身份', en: 'Prove again who you are' },
      detail: {
        zh: '此操作涉及账号安全或资金，请再次输入密码（及验证码）后重试。',
        en: 'This concerns your account or money: enter your password (and code) again, then repeat it.',
      },
    });
  }
}

/** A link that was never made here, was used, or has ended (403). */
export class LinkRefused extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'link-refused',
      title: { zh: '链接无效', en: 'The link is not valid' },
      detail: {
        zh: '链接不正确、已使用或已过期，请向发送方索取新的链接。',
        en: 'The link is wrong, used or expired; ask whoever sent it for a new one.',
      },
    });
  }
}

/** Whoever took part in the step before may not take this one: two persons see what concerns money (403). */
export class SecondPersonNeeded extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'second-person-required',
      title: { zh: '须由另一人办理', en: 'Another person must do this' },
      detail: {
        zh: '提交、确认与核验（审核）须由不同的人办理。请由其他有权限的人员办理。',
        en: 'Proposing, confirming and deciding are done by different persons. Ask a colleague with this right.',
      },
    });
  }
}
