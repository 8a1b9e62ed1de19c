import { DomainError, type FieldError, type Text } from '@app/common';

/** The request cannot be understood: malformed, of a wrong type, or with an unknown property (400). */
export class InvalidRequest extends DomainError {
  constructor(errors: FieldError[]) {
    super({
      kind: 'invalid',
      code: 'invalid-request',
      title: { zh: '请求内容有误', en: 'The request is not valid' },
      detail: {
        zh: errors.map((error) => error.message.zh).join('；'),
        en: errors.map((error) => error.message.en).join('; '),
      },
      members: { errors },
    });
  }
}

/** If-Match does not name the current version (412), or is missing where it must be sent (428). */
export class VersionConflict extends DomainError {
  constructor(current: string) {
    super({
      kind: 'precondition',
      code: 'version-conflict',
      title: { zh: '内容已被他人修改', en: 'The object has changed' },
      detail: {
        zh: '您看到的不是最新内容，请刷新后重新修改。',
        en: 'You are looking at an older version; reload it and make your change again.',
      },
      members: { currentVersion: current },
    });
  }
}

export class TooManyRequests extends DomainError {
  constructor(retryAfterSeconds: number) {
    super({
      kind: 'too-many',
      code: 'too-many-requests',
      title: { zh: '操作过于频繁', en: 'Too many requests' },
      detail: {
        zh: `操作过于频繁，请在 ${retryAfterSeconds} 秒后重试。`,
        en: `Too many requests; try again in ${retryAfterSeconds} seconds.`,
      },
      members: { retryAfterSeconds },
    });
  }
}

export class CrossSiteRequest extends DomainError {
  constructor() {
    super({
      kind: 'forbidden',
      code: 'cross-site-request',
      title: { zh: '拒绝跨站请求', en: 'Cross-site request refused' },
      detail: {
        zh: '该请求来自其他网站，已拒绝。请在本系统页面内操作。',
        en: 'The request came from another site; use the pages of this system.',
      },
    });
  }
}

/** The database or another part is away for a moment (503). */
export class ServiceUnavailable extends DomainError {
  constructor() {
    super({
      kind: 'unavailable',
      code: 'service-unavailable',
      title: { zh: '服务暂时不可用', en: 'The service is briefly unavailable' },
      detail: {
        zh: '系统正忙或正在恢复，操作是否生效尚不确定。请稍后用同一请求（同一 Idempotency-Key）重试。',
        en: 'The system is busy or recovering and the outcome is not known; repeat the same request with the same Idempotency-Key shortly.',
      },
      members: { retryAfterSeconds: 2 },
    });
  }
}

/** One wrong field, said in both languages with its value and the way out. */
export function fieldError(pointer: string, code: string, value: unknown, must: Text): FieldError {
  const name = pointer.slice(1).replaceAll('/', '.') || '请求';
  const shown = showValue(value);
  return {
    pointer,
    code,
    message: {
      zh: shown === undefined ? `${name} ${must.zh}` : `${name} 的值 ${shown} ${must.zh}`,
      en: shown === undefined ? `${name} ${must.en}` : `${name} is ${shown} but ${must.en}`,
    },
  };
}

function showValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
