import type { FieldError, Text } from '@app/common';
import { fieldError } from '@app/http';
import { cancellationFaults } from './cancellation-fees.rules';
import { penaltyFaults } from './penalties.rules';
import { type BookingPolicy, DEFAULT_RULES, type Quota } from './terms';

/** What a policy says, without its version. */
export type PolicyRules = Omit<BookingPolicy, 'version'>;

/** What was sent: an absent field takes the default, null switches the rule off. */
export type ProposedPolicy = { [Field in keyof PolicyRules]?: PolicyRules[Field] | null };

const MINUTES_PER_DAY = 1_440;

/**
 * The policy with every choice made. Default lengths bend to a grid or a limit that was set, so that naming one field
 * never contradicts a default nobody chose.
 */
export function resolvePolicy(proposed: ProposedPolicy): PolicyRules {
  const given = Object.fromEntries(
    Object.entries(proposed).filter(([, value]) => value !== undefined),
  ) as ProposedPolicy;
  // The hours decide when a whole day begins and how long it is.
  const defaults = given.wholeDay ? { ...DEFAULT_RULES, ...WITHOUT_LENGTHS } : DEFAULT_RULES;
  const merged = { ...defaults, ...given };
  const lengths = given.wholeDay ? {} : resolveLengths(given, merged.lengthGridMinutes);
  return {
    ...merged,
    ...lengths,
    multiDay: merged.multiDay ?? false,
    wholeDay: merged.wholeDay ?? false,
    noticeMinutes: merged.noticeMinutes ?? 0,
    noticeInDays: merged.noticeInDays ?? false,
    setUpMinutes: merged.setUpMinutes ?? 0,
    cleanUpMinutes: merged.cleanUpMinutes ?? 0,
    quotas: merged.quotas ?? [],
    approval: merged.approval ?? 'instant',
    displacedUnanswered: merged.displacedUnanswered ?? 'keep',
    trainingRequired: merged.trainingRequired ?? false,
    cancellationFees: merged.cancellationFees ?? [],
    firstAssisted: merged.firstAssisted ?? false,
  };
}

const WITHOUT_LENGTHS = {
  startGridMinutes: null,
  lengthGridMinutes: null,
  minMinutes: null,
  maxMinutes: null,
};

function resolveLengths(
  { minMinutes, maxMinutes }: ProposedPolicy,
  grid: number | null,
): Pick<PolicyRules, 'minMinutes' | 'maxMinutes'> {
  const step = grid ?? 1;
  const fallback = {
    min: DEFAULT_RULES.minMinutes ?? 0,
    max: DEFAULT_RULES.maxMinutes ?? 0,
  };
  const least = Math.ceil(Math.min(fallback.min, maxMinutes ?? fallback.min) / step) * step;
  const most = Math.max(Math.floor(fallback.max / step) * step, minMinutes ?? least);
  return {
    minMinutes: minMinutes === undefined ? least : minMinutes,
    maxMinutes: maxMinutes === undefined ? most : maxMinutes,
  };
}

/** Every contradiction in a resolved policy, each at the field to change; empty when something can be booked under it. */
export function policyFaults(policy: PolicyRules): FieldError[] {
  return [
    ...wholeDayFaults(policy),
    ...gridFaults(policy),
    ...lengthFaults(policy),
    ...noticeFaults(policy),
    ...horizonFaults(policy),
    ...quotaFaults(policy),
    ...cancellationFaults(policy),
    ...penaltyFaults(policy),
    ...approvalFaults(policy),
  ];
}

function wholeDayFaults(policy: PolicyRules): FieldError[] {
  if (!policy.wholeDay) return [];
  return (['startGridMinutes', 'lengthGridMinutes', 'minMinutes'] as const)
    .filter((field) => policy[field] !== null)
    .map((field) =>
      fault(field, 'not-with-whole-day', policy[field], {
        zh: '整日预约的起止由开放时间决定，请留空或关闭 wholeDay',
        en: 'cannot go with wholeDay, where the opening hours decide; leave it out or switch wholeDay off',
      }),
    );
}

/** Days counted as days are whole ones. */
function noticeFaults(policy: PolicyRules): FieldError[] {
  if (!policy.noticeInDays) return [];
  return (['noticeMinutes', 'changeNoticeMinutes', 'cancelNoticeMinutes'] as const)
    .filter((field) => (policy[field] ?? 0) % MINUTES_PER_DAY !== 0)
    .map((field) =>
      fault(field, 'not-whole-days', policy[field], {
        zh: '按天计算提前量（noticeInDays）时须为 1440 的整数倍',
        en: 'must be a multiple of 1440 while noticeInDays is on',
      }),
    );
}

/** Where the lab approves everything, a limit above which it approves says nothing. */
function approvalFaults(policy: PolicyRules): FieldError[] {
  const { approval, approvalAboveFen, approvalAboveMinutes } = policy;
  const isAsked =
    approval !== 'instant' || approvalAboveFen !== null || approvalAboveMinutes !== null;
  if (!isAsked) return unaskedFaults(policy);
  if (approval !== 'each') return [];
  return (['approvalAboveFen', 'approvalAboveMinutes'] as const)
    .filter((field) => policy[field] !== null)
    .map((field) =>
      fault(field, 'approved-anyway', policy[field], {
        zh: '每次预约都须审批（approval 为 each），此限额没有意义，请留空',
        en: 'says nothing while approval is each; leave it out',
      }),
    );
}

/** Where nothing is ever approved, nobody has to answer in time and nobody comes second. */
function unaskedFaults({ responseMinutes, secondApproval }: PolicyRules): FieldError[] {
  const must: Text = {
    zh: '但没有任何预约需要审批（approval 为 instant，且未设置 approvalAboveFen、approvalAboveMinutes），请设置其中一项或留空',
    en: 'nothing is ever approved: approval is instant without a limit above; set approval, approvalAboveFen or approvalAboveMinutes, or leave it out',
  };
  return [
    ...(responseMinutes === null
      ? []
      : [fault('responseMinutes', 'nothing-to-answer', responseMinutes, must)]),
    ...(secondApproval === null
      ? []
      : [fault('secondApproval', 'nothing-to-approve', secondApproval, must)]),
  ];
}

function gridFaults({
  startGridMinutes,
  lengthGridMinutes,
  minMinutes,
  maxMinutes,
}: PolicyRules): FieldError[] {
  const offGrid = (field: string, value: number | null): FieldError[] =>
    value === null || lengthGridMinutes === null || value % lengthGridMinutes === 0
      ? []
      : [
          fault(field, 'off-length-grid', value, {
            zh: `不是时长粒度 ${lengthGridMinutes} 分钟的整数倍，用户无法选到该时长`,
            en: `is no multiple of the length grid of ${lengthGridMinutes} minutes, so nobody can choose it`,
          }),
        ];
  const startFault = fault('startGridMinutes', 'does-not-divide-day', startGridMinutes, {
    zh: '须能整除 1440 分钟（一天），否则每天的起始时刻会漂移',
    en: 'must divide the 1440 minutes of a day, or the start times drift from day to day',
  });
  return [
    ...(startGridMinutes === null || MINUTES_PER_DAY % startGridMinutes === 0 ? [] : [startFault]),
    ...offGrid('minMinutes', minMinutes),
    ...offGrid('maxMinutes', maxMinutes),
  ];
}

function lengthFaults({ minMinutes, maxMinutes, multiDay }: PolicyRules): FieldError[] {
  if (minMinutes !== null && maxMinutes !== null && minMinutes > maxMinutes) {
    return [
      fault('minMinutes', 'above-maximum', minMinutes, {
        zh: `大于最长时长 ${maxMinutes} 分钟`,
        en: `is above the longest length of ${maxMinutes} minutes`,
      }),
    ];
  }
  if (!multiDay && minMinutes !== null && minMinutes > MINUTES_PER_DAY) {
    return [
      fault('minMinutes', 'longer-than-a-day', minMinutes, {
        zh: '超过一天，但未允许跨天预约（multiDay）',
        en: 'is more than a day while multiDay is off',
      }),
    ];
  }
  return [];
}

function horizonFaults({
  noticeMinutes,
  noticeInDays,
  horizonDays,
  bookableFrom,
  bookableUntil,
}: PolicyRules): FieldError[] {
  const faults: FieldError[] = [];
  // Of days that are counted as days the last one of the horizon is still there.
  const least = noticeMinutes - (noticeInDays ? 1 : 0);
  if (horizonDays !== null && least >= horizonDays * MINUTES_PER_DAY) {
    faults.push(
      fault('noticeMinutes', 'beyond-horizon', noticeMinutes, {
        zh: `提前量不小于可预约的 ${horizonDays} 天，任何时间都约不到`,
        en: `leaves no time within the horizon of ${horizonDays} days`,
      }),
    );
  }
  if (bookableFrom !== null && bookableUntil !== null && bookableFrom > bookableUntil) {
    faults.push(
      fault('bookableUntil', 'before-bookable-from', bookableUntil, {
        zh: `早于开始日期 ${bookableFrom}`,
        en: `is before bookableFrom ${bookableFrom}`,
      }),
    );
  }
  return faults;
}

function quotaFaults({ quotas, minMinutes }: PolicyRules): FieldError[] {
  const keyOf = ({ scope, per, of }: Quota): string => `${scope}/${per}/${of}`;
  return quotas.flatMap((quota, index) => {
    const field = `quotas/${index}`;
    const { count, minutes } = quota;
    if (!count && !minutes) {
      const must = { zh: '须填写 count 或 minutes', en: 'needs count or minutes' };
      return [fault(field, 'empty-quota', undefined, must)];
    }
    if (quotas.findIndex((other) => keyOf(other) === keyOf(quota)) !== index) {
      const must = {
        zh: '与前面的配额对象和周期相同，请合并',
        en: 'repeats an earlier quota; merge them',
      };
      return [fault(field, 'repeated-quota', undefined, must)];
    }
    if (!minutes || minutes >= (minMinutes ?? 0)) return [];
    const must = {
      zh: `小于最短时长 ${minMinutes} 分钟，一次也约不成`,
      en: `is below the shortest length of ${minMinutes} minutes, so nothing can be booked`,
    };
    return [fault(`${field}/minutes`, 'below-minimum-length', minutes, must)];
  });
}

const fault = (field: string, code: string, value: unknown, must: Text): FieldError =>
  fieldError(`/${field}`, code, value, must);
