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

/** The same answer for an unknown login, a wrong password, a wrong code and a closed account (401). */
export class SignInRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'sign-in-refused',
      title: { zh: '登录失败', en: 'Sign-in failed' },
      detail: {
        zh: '账号、密码或验证码不正确，请检查后重试。',
        en: 'The login, the password or the code is wrong; check them and try again.',
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

/** The credit code belongs to an organisation that is already here (409); nothing more is said about it. */
export class CreditCodeTaken extends DomainError {
  /** @param pointer where the code stands in the request */
  constructor(creditCode: string, pointer = '/creditCode') {
    super({
      kind: 'conflict',
      code: 'credit-code-taken',
      title: { zh: '该单位已登记', en: 'The organisation is already registered' },
      detail: {
        zh: `统一社会信用代码 ${creditCode} 已登记，不能重复登记。如您是该单位人员，请向本单位管理员索取邀请链接加入；找不到管理员时请联系市科技局。`,
        en: `Credit code ${creditCode} is registered already. If you belong to that organisation, ask its administrator for an invitation; if there is none, ask the bureau.`,
      },
      members: {
        errors: [
          { pointer, code: 'taken', message: { zh: '该代码已登记', en: 'is registered already' } },
        ],
      },
    });
  }
}

/** Somebody else signs in with this name (409). */
export class LoginTaken extends DomainError {
  /** @param pointer where the login stands in the request */
  constructor(login: string, pointer = '/login') {
    super({
      kind: 'conflict',
      code: 'login-taken',
      title: { zh: '登录名已被使用', en: 'The login is taken' },
      detail: {
        zh: `登录名 ${login} 已被使用，请换一个。`,
        en: `The login ${login} is taken; choose another one.`,
      },
      members: {
        errors: [{ pointer, code: 'taken', message: { zh: '已被使用', en: 'is taken' } }],
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

/** The password is right and this person has a second factor: its code must come with it (401). */
export class SecondFactorCodeRequired extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'second-factor-code-required',
      title: { zh: '请输入验证码', en: 'Enter your code' },
      detail: {
        zh: '请输入验证器显示的 6 位数字；手机不在身边时可用一个恢复码。',
        en: 'Enter the six digits that your authenticator shows, or one of your recovery codes.',
      },
    });
  }
}

/** The password is older than the policy allows (403); only changing it is open. */
export class PasswordExpired extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'password-expired',
      title: { zh: '密码已到期', en: 'Your password has expired' },
      detail: {
        zh: '您的密码已超过规定的使用期限，请先修改密码再继续。',
        en: 'Your password is older than the rules allow; change it, then go on.',
      },
    });
  }
}

/** Password or code, given once more in a session, is wrong (401). */
export class ProofRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'proof-refused',
      title: { zh: '身份验证未通过', en: 'That did not prove who you are' },
      detail: {
        zh: '密码或验证码不正确，请检查后重试；忘记密码可在登录页重置。',
        en: 'The password or the code is wrong; check them and try again. A forgotten password can be reset on the sign-in page.',
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

/** The body sets properties that are others' to set (403); the rest of it was not done either. */
export class FieldsNotWritable extends DomainError {
  constructor(names: readonly string[]) {
    super({
      kind: 'forbidden',
      code: 'fields-not-writable',
      title: { zh: '部分字段无权填写', en: 'Some fields are not yours to set' },
      detail: {
        zh: `您的角色不能填写：${names.join('、')}。请删除这些字段后重试，或请有权限的人员办理。`,
        en: `Your role may not set: ${names.join(', ')}. Leave them out, or ask somebody who may.`,
      },
      members: {
        errors: names.map((name) => ({
          pointer: `/${name}`,
          code: 'not-writable',
          message: { zh: '您的角色不能填写此字段', en: 'is not yours to set' },
        })),
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
