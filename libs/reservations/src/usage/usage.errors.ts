import { civilMinuteOf, DomainError, type Interval, isoInZone, NotFound } from '@app/common';
import type { UsageState } from './usage.words';

/** Unknown, or of another holder. */
export class UsageRecordNotFound extends NotFound {
  constructor() {
    super({ zh: '使用记录', en: 'usage record' });
  }
}

/** Another record has the unit at that time (409); its period is told. */
export class UsageOverlaps extends DomainError {
  constructor(period: Interval, other: Interval | null) {
    const [from, to] = [civilMinuteOf(period.startsAt), civilMinuteOf(period.endsAt)];
    const taken = other && `${civilMinuteOf(other.startsAt)}–${civilMinuteOf(other.endsAt)}`;
    super({
      kind: 'conflict',
      code: 'usage-overlaps',
      title: { zh: '使用记录时间重叠', en: 'The use overlaps another one' },
      detail: {
        zh: `${from} 至 ${to} 与该工位已有的使用记录${taken ? `（${taken}）` : ''}重叠，请改正时间，或先驳回那条记录。`,
        en: `${from} to ${to} overlaps a record of the unit${taken ? ` (${taken})` : ''}; correct the time, or reject that record first.`,
      },
      members: {
        overlaps: other && { startsAt: isoInZone(other.startsAt), endsAt: isoInZone(other.endsAt) },
      },
    });
  }
}

const STATES: Record<UsageState, string> = {
  draft: '待审核',
  approved: '已通过',
  rejected: '已驳回',
};

/** The record is not in a state that allows the action, or somebody was faster. */
export class UsageStateConflict extends DomainError {
  constructor(action: 'approve' | 'reject', state: UsageState) {
    super({
      kind: 'conflict',
      code: 'usage-record-state',
      title: { zh: '使用记录状态不允许该操作', en: 'The record does not allow this now' },
      detail: {
        zh: `该使用记录${STATES[state]}，不能${action === 'approve' ? '通过' : '驳回'}，请刷新后查看。`,
        en: `The record is ${state}, which does not allow ${action}; reload it.`,
      },
      members: { state, action },
    });
  }
}
