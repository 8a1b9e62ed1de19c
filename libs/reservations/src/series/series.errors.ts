import { civilMinuteOf, DomainError, instantOf, NotFound } from '@app/common';
import type { SeriesProblem } from './series.dto';

/** Unknown, or of another organisation. */
export class SeriesNotFound extends NotFound {
  constructor() {
    super({ zh: '系列预约', en: 'series of reservations' });
  }
}

const CLASH = 'reservation-conflict';

/** Some dates, or all, cannot be had, and nothing was changed: a conflict (409) when all clash, else a rule (422). */
export class SeriesRefused extends DomainError {
  constructor(problems: readonly SeriesProblem[]) {
    const times = problems.map(({ startsAt }) => civilMinuteOf(instantOf(startsAt))).join('、');
    super({
      kind: problems.every(({ code }) => code === CLASH) ? 'conflict' : 'rule',
      code: 'series-refused',
      title: { zh: '系列预约未生效', en: 'The series was refused' },
      detail: {
        zh: `以下日期无法预约：${times}。没有作任何更改；请调整时间，或选择跳过这些日期。`,
        en: `These dates cannot be had: ${times}. Nothing was changed; choose another time, or skip them.`,
      },
      members: { problems },
    });
  }
}
