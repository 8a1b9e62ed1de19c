import type { Text } from './text';

/** What class of refusal an error is; only `libs/http` knows the status it becomes. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'precondition'
  | 'rule'
  | 'too-many'
  | 'unavailable';

/** One field that is wrong; `pointer` is a JSON pointer into the request (RFC 6901). */
export interface FieldError {
  pointer: string;
  code: string;
  message: Text;
}

interface ErrorParts {
  kind: ErrorKind;
  /** Stable, kebab-case. */
  code: string;
  title: Text;
  detail: Text;
  /** Further members of the problem document; any {@link Text} inside is shown in the reader's language. */
  members?: Record<string, unknown>;
}

/** A broken rule: subclassed once per rule a caller can break, turned into a problem document by `libs/http`. */
export abstract class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly title: Text;
  readonly detail: Text;
  readonly members: Record<string, unknown>;

  protected constructor({ kind, code, title, detail, members = {} }: ErrorParts) {
    super(`${code}: ${detail.en}`);
    this.name = new.target.name;
    this.kind = kind;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.members = members;
  }
}

/** Fields that are well-formed but refused by a rule: 422 with one entry per field. */
export class FieldsRefused extends DomainError {
  constructor(errors: FieldError[]) {
    super({
      kind: 'rule',
      code: 'fields-refused',
      title: { zh: '填写内容未通过校验', en: 'Some fields were refused' },
      detail: {
        zh: errors.map((error) => error.message.zh).join('；'),
        en: errors.map((error) => error.message.en).join('; '),
      },
      members: { errors },
    });
  }
}

/** The object does not exist or is not the caller's to see; both answer alike. */
export class NotFound extends DomainError {
  constructor(what: Text = { zh: '对象', en: 'object' }) {
    super({
      kind: 'not-found',
      code: 'not-found',
      title: { zh: '未找到', en: 'Not found' },
      detail: {
        zh: `未找到该${what.zh}，或您无权查看。请检查链接，或返回列表重新选择。`,
        en: `This ${what.en} does not exist or is not yours to see. Check the link or choose again from the list.`,
      },
    });
  }
}
