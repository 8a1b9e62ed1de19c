import { civilMinuteOf, DomainError, isoInZone, type Interval, NotFound } from '@app/common';
import type { SecondApprover } from '@app/instruments';
import type { BookingReason } from './booking/booking-reason';
import type { ReservationAction, ReservationState } from './reservation.words';

const shown = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});

/** Unknown, or of another organisation. */
export class ReservationNotFound extends NotFound {
  constructor() {
    super({ zh: '预约', en: 'reservation' });
  }
}

/** Somebody else has the time (409), with the nearest free periods of the same length. */
export class ReservationConflict extends DomainError {
  constructor(period: Interval, alternatives: readonly Interval[] = []) {
    const [from, to] = [civilMinuteOf(period.startsAt), civilMinuteOf(period.endsAt)];
    super({
      kind: 'conflict',
      code: 'reservation-conflict',
      title: { zh: '该时段已被占用', en: 'The time is taken' },
      detail: {
        zh: `${from} 至 ${to} 已被占用，请选择相近的空闲时段。`,
        en: `${from} to ${to} is taken; choose one of the free periods nearby.`,
      },
      members: { alternatives: alternatives.map(shown) },
    });
  }
}

/** The booking rules refuse the period (422): all reasons together, and what would be possible. */
export class BookingRuleBroken extends DomainError {
  constructor(
    private readonly reasons: readonly BookingReason[],
    alternatives: readonly Interval[] = [],
  ) {
    super({
      kind: 'rule',
      code: 'booking-rule',
      title: { zh: '不符合预约规则', en: 'The booking rules refuse this' },
      detail: {
        zh: reasons.map(({ message }) => message.zh).join('；'),
        en: reasons.map(({ message }) => message.en).join('; '),
      },
      members: { reasons, alternatives: alternatives.map(shown) },
    });
  }

  withAlternatives(alternatives: readonly Interval[]): BookingRuleBroken {
    return new BookingRuleBroken(this.reasons, alternatives);
  }
}

/** The office has not verified the organisation that asks (422). */
export class OrganisationUnverified extends DomainError {
  constructor() {
    super({
      kind: 'rule',
      code: 'organisation-unverified',
      title: { zh: '用户单位尚未通过核验', en: 'The organisation is not verified yet' },
      detail: {
        zh: '该预约的用户单位尚未通过市科技局核验，核验通过前不能批准；时段已为其保留，通过后即可批准，无需批准的会自动确认。',
        en: 'The bureau has not verified the organisation that asks, so this cannot be approved yet. The time is kept; afterwards it can be, and what needs no approval is confirmed by itself.',
      },
    });
  }
}

/** Another side than the asker's is asked for the second word (403). */
export class SecondWordOfOthers extends DomainError {
  constructor(asked: SecondApprover) {
    const zh = asked === 'holder' ? '持有单位资产管理部门' : '市科技局';
    const en = asked === 'holder' ? 'the asset department of the holder' : 'the bureau';
    super({
      kind: 'forbidden',
      code: 'second-word-of-others',
      title: { zh: '不由您复核', en: 'It is for others to decide' },
      detail: {
        zh: `该预约已由实验室通过，须由${zh}复核，请由其办理。`,
        en: `The lab has approved this; now ${en} decides. Leave it to them.`,
      },
      members: { waitsFor: asked },
    });
  }
}

const STATES: Record<ReservationState, string> = {
  requested: '待审核',
  confirmed: '已确认',
  in_use: '正在使用',
  used: '已用完、待结算',
  completed: '已完成',
  rejected: '已驳回',
  cancelled: '已取消',
  expired: '已过期',
  no_show: '未到场',
  displaced: '因停机待改期',
};

/** The reservation is not in a state that allows the action (409), with what the asker may do with it instead. */
export class ReservationStateConflict extends DomainError {
  constructor(
    action: string,
    state: ReservationState,
    allowedActions?: readonly ReservationAction[],
  ) {
    super({
      kind: 'conflict',
      code: 'reservation-state',
      title: { zh: '预约状态不允许该操作', en: 'The reservation does not allow this now' },
      detail: {
        zh: `该预约${STATES[state]}，不能进行此操作，请刷新后查看可用操作。`,
        en: `The reservation is ${state}, which does not allow ${action}; reload it to see what is possible.`,
      },
      members: { state, action, ...(allowedActions && { allowedActions }) },
    });
  }
}

/** A hold that has expired, was used, or belongs to somebody else. */
export class HoldNotFound extends NotFound {
  constructor() {
    super({ zh: '占位（可能已过期）', en: 'hold (it may have expired)' });
  }
}

/** A downtime that is not there or has ended. */
export class DowntimeNotFound extends NotFound {
  constructor() {
    super({ zh: '停机记录', en: 'downtime' });
  }
}

/** A downtime that has begun is ended, not taken back (409). */
export class DowntimeHasBegun extends DomainError {
  constructor() {
    super({
      kind: 'conflict',
      code: 'downtime-has-begun',
      title: { zh: '停机已开始', en: 'The downtime has begun' },
      detail: {
        zh: '停机或维护已经开始，不能撤销，请改用“结束停机”。',
        en: 'The downtime has begun and cannot be taken back; end it instead.',
      },
    });
  }
}
