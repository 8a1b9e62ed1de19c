import { formatYuan, type Text } from '@app/common';
import { type DutyFacts, mustShare, SHARING_THRESHOLD_FEN } from '../instrument.rules';
import { PUBLIC_FUNDING } from '../record/funding-class';

/** Working days from joining the regional platform to the sensor. Source: 浙科发基〔2022〕42号. */
export const SENSOR_WITHIN_WORKDAYS = 30;
/** Months from joining to complete services and prices. Source: 浙科发基〔2022〕42号. */
export const TERMS_WITHIN_MONTHS = 3;

/** Why an instrument has to be shared, or need not be. */
export interface DutyReason {
  /** The first of the grounds, stable. */
  code: DutyGround;
  /** All of the grounds, for people. */
  message: Text;
}

/** Grounds of the duty, and grounds of its absence. */
export const DUTY_GROUNDS = [
  'public-research-instrument',
  'use-decided',
  'below-threshold',
  'no-public-money',
  'not-for-research',
] as const;
export type DutyGround = (typeof DUTY_GROUNDS)[number];

const THRESHOLD = formatYuan(SHARING_THRESHOLD_FEN);

/** Says in plain words what the duty to share follows from; an absent duty is no error but a choice. */
export function dutyReason(facts: DutyFacts): DutyReason {
  return mustShare(facts) ? obligedBecause(facts) : voluntaryBecause(facts);
}

function obligedBecause({ originalValueFen, uses }: DutyFacts): DutyReason {
  const value = formatYuan(originalValueFen);
  if (uses.includes('research')) {
    return {
      code: 'public-research-instrument',
      message: {
        zh: `应入网：财政资金或国有资本购置的科研仪器，单台套原值 ${value}，达到 ${THRESHOLD} 的标准（含）`,
        en: `to be shared: a research instrument with public money in it that cost ${value}, at or above ${THRESHOLD}`,
      },
    };
  }
  return {
    code: 'use-decided',
    message: {
      zh: `应入网：非科研用途，但市科技局已决定纳入共享；单台套原值 ${value}，达到 ${THRESHOLD} 的标准（含）`,
      en: `to be shared: not for research, but by decision of the bureau; it cost ${value}, at or above ${THRESHOLD}`,
    },
  };
}

function voluntaryBecause(facts: DutyFacts): DutyReason {
  const grounds = absentGrounds(facts);
  const [first] = grounds;
  if (!first) throw new RangeError('an instrument without a duty to share has a ground for that');
  const list = (language: keyof Text): string =>
    grounds.map(({ message }) => message[language]).join(language === 'zh' ? '；' : '; ');
  return {
    code: first.code,
    message: {
      zh: `非应入网，可自愿：${list('zh')}`,
      en: `no duty to share, welcome by choice: ${list('en')}`,
    },
  };
}

function absentGrounds({
  originalValueFen,
  fundingClasses,
  uses,
  useObliged,
}: DutyFacts): DutyReason[] {
  const grounds: (DutyReason | false)[] = [
    originalValueFen < SHARING_THRESHOLD_FEN && {
      code: 'below-threshold',
      message: {
        zh: `单台套原值 ${formatYuan(originalValueFen)}，低于 ${THRESHOLD}`,
        en: `one set cost ${formatYuan(originalValueFen)}, below ${THRESHOLD}`,
      },
    },
    !fundingClasses.some((funding) => PUBLIC_FUNDING.includes(funding)) && {
      code: 'no-public-money',
      message: {
        zh: '购置经费中没有财政资金或国有资本',
        en: 'neither fiscal funds nor state capital paid for it',
      },
    },
    !uses.includes('research') &&
      !useObliged && {
        code: 'not-for-research',
        message: {
          zh: '不用于科研，市科技局也未决定纳入共享',
          en: 'it is not used for research, and the bureau has not decided otherwise',
        },
      },
  ];
  return grounds.filter((ground) => ground !== false);
}
