import { DomainError, NotFound } from '@app/common';

/** Never made, revoked, or made by somebody who has left: all alike. */
export class FeedNotFound extends NotFound {
  constructor() {
    super({ zh: '日历订阅', en: 'calendar feed' });
  }
}

/** A person's feeds are as many as they can look after (422). */
export class TooManyFeeds extends DomainError {
  constructor(limit: number) {
    super({
      kind: 'rule',
      code: 'too-many-feeds',
      title: { zh: '日历订阅过多', en: 'Too many calendar feeds' },
      detail: {
        zh: `您已有 ${limit} 个有效的日历订阅，请先撤销不用的。`,
        en: `You have ${limit} calendar feeds; revoke one that is not used.`,
      },
      members: { limit },
    });
  }
}
