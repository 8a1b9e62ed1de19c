import { civilMinuteOf, DomainError, instantOf } from '@app/common';
import type { JointProblem } from './joint-reservation.dto';

/** Some of the instruments cannot be had, so none was booked: a conflict (409) when all of those clash, else a rule (422). */
export class JointReservationRefused extends DomainError {
  constructor(problems: readonly JointProblem[]) {
    const named = problems.map(({ item, startsAt }) => ({
      number: item + 1,
      time: civilMinuteOf(instantOf(startsAt)),
    }));
    super({
      kind: problems.every(({ code }) => code === 'reservation-conflict') ? 'conflict' : 'rule',
      code: 'joint-reservation-refused',
      title: { zh: '联合预约未生效', en: 'The joint booking was refused' },
      detail: {
        zh: `以下仪器无法预约：${named.map(({ number, time }) => `第 ${number} 台（${time}）`).join('、')}。全部未预约；请调整时间后重试。`,
        en: `These cannot be had: ${named.map(({ number, time }) => `number ${number} (${time})`).join(', ')}. None was booked; choose other times.`,
      },
      members: { problems },
    });
  }
}
