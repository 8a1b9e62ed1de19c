import {
  civilMinuteOf,
  DomainError,
  type FieldError,
  instantOf,
  type Interval,
  isoInZone,
  NotFound,
} from '@app/common';
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

/** Two dates of one repetition that share time. */
export const overlapsItself = ([before, next]: [Interval, Interval]): FieldError => {
  const [end, start] = [isoInZone(before.endsAt), isoInZone(next.startsAt)];
  return {
    pointer: '/repeat',
    code: 'overlaps-itself',
    message: {
      zh: `前一次到 ${end} 才结束，下一次 ${start} 已经开始；请缩短时长或加大间隔`,
      en: `one date ends at ${end} and the next begins at ${start}; make them shorter or rarer`,
    },
  };
};
