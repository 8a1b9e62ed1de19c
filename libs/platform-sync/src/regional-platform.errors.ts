import { DomainError } from '@app/common';

/** Nothing was processed: no connection, too many calls, or the call itself was refused. Safe to try again later. */
export class PlatformNotReached extends DomainError {
  constructor(
    reason: string,
    /** How long the peer asked us to wait; null when it did not. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super({
      kind: 'unavailable',
      code: 'platform-not-reached',
      title: { zh: '区域平台未受理', en: 'The regional platform took nothing' },
      detail: {
        zh: `区域平台未受理本次上报（${reason}），系统会自动重试。`,
        en: `The regional platform did not take this delivery (${reason}); it is retried by itself.`,
      },
      members: { reason },
    });
  }
}

/** The call was sent and its end is unknown. The same key and version may be sent again without doubling anything. */
export class PlatformUndecided extends DomainError {
  constructor(reason: string) {
    super({
      kind: 'unavailable',
      code: 'platform-undecided',
      title: { zh: '区域平台未给出明确结果', en: 'The regional platform gave no clear answer' },
      detail: {
        zh: `区域平台未给出明确结果（${reason}），系统会以同一编号和版本重发。`,
        en: `The regional platform gave no clear answer (${reason}); the same key and version are sent again.`,
      },
      members: { reason },
    });
  }
}
