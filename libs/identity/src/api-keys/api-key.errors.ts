import { DomainError } from '@app/common';

/** A key that was never made here, was revoked or has ended; a session sent beside it does not count (401). */
export class ApiKeyRefused extends DomainError {
  constructor() {
    super({
      kind: 'unauthenticated',
      code: 'api-key-refused',
      title: { zh: '接口密钥无效', en: 'The API key is not valid' },
      detail: {
        zh: 'Authorization 请求头中的接口密钥不正确、已过期或已撤销，请向本单位管理员索取新的密钥。',
        en: 'The API key in the Authorization header is wrong, expired or revoked; ask the administrator of your organisation for a new one.',
      },
    });
  }
}

/** The organisation has as many live keys as one may have (422). */
export class TooManyApiKeys extends DomainError {
  constructor(limit: number) {
    super({
      kind: 'rule',
      code: 'too-many-api-keys',
      title: { zh: '接口密钥过多', en: 'Too many API keys' },
      detail: {
        zh: `本单位有效的接口密钥已达 ${limit} 个，请先撤销不再使用的密钥。`,
        en: `Your organisation has ${limit} live API keys, which is the limit; revoke one that is no longer used first.`,
      },
    });
  }
}
