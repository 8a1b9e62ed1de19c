import { DateTime } from 'luxon';
import type { FieldError } from '@app/common';
import { fieldError } from '@app/http';
import { LOCAL_REVIEWERS } from '../access/policy/roles';
import { OVERSIGHT, type Role } from '../access/roles';
import type { OrganisationKind, Verification } from '../organisations/organisation.words';

/** Longest period of one power of attorney, in years. */
export const MAX_DELEGATION_YEARS = 2;

/** Roles that review, pay or administer: an agent with such a person is tied to who decides on what it drafts. */
export const OFFICES: readonly Role[] = [
  ...OVERSIGHT,
  ...LOCAL_REVIEWERS,
  'measure_reviewer',
  'security_admin',
];

/** What is known of an organisation that shall act for another. */
export interface AgentFacts {
  nameZh: string;
  kind: OrganisationKind;
  verification: Verification;
  /** One of its members holds one of the {@link OFFICES}, at whatever organisation. */
  holdsOffice: boolean;
}

/** True for an agent that belongs to those who review or pay. */
export const isTiedToReviewers = ({ kind, holdsOffice }: AgentFacts): boolean =>
  kind === 'government' || holdsOffice;

/** Everything that speaks against the agent; `agent` is undefined when there is no such organisation. */
export function agentProblems(
  { principalId, agentId }: { principalId: string; agentId: string },
  agent: AgentFacts | undefined,
): FieldError[] {
  const refuse = (code: string, zh: string, en: string): FieldError[] => [
    fieldError('/agentId', code, agent?.nameZh ?? agentId, { zh, en }),
  ];
  if (agent === undefined) {
    return refuse(
      'unknown',
      '不是已登记的单位，请核对后重新选择',
      'is no registered organisation; check it and choose again',
    );
  }
  if (agentId === principalId) {
    return refuse(
      'agent-is-principal',
      '就是本单位，请选择另一单位作为代理机构',
      'is the principal itself; choose another organisation as agent',
    );
  }
  if (isTiedToReviewers(agent)) {
    return refuse(
      'agent-tied-to-reviewer',
      '是主管、审核或拨付单位，或有人员担任审核、财务、管理职务，不能代理；请选择与审核、拨付无关的单位',
      'reviews, pays or administers, or has members who do, and cannot be an agent; choose an organisation without such ties',
    );
  }
  if (agent.verification !== 'verified') {
    return refuse(
      'agent-not-verified',
      '尚未通过单位核验，请待市科技局核验后再委托',
      'is not verified yet; wait until the bureau has verified it',
    );
  }
  return [];
}

/** Everything that is wrong with the period; all dates are civil, `today` that of the database in Shanghai. */
export function periodProblems(
  { startsOn, endsOn }: { startsOn: string; endsOn: string },
  today: string,
): FieldError[] {
  if (endsOn < startsOn) {
    return [
      fieldError('/endsOn', 'before-start', endsOn, {
        zh: `早于开始日期 ${startsOn}，请更正`,
        en: `is before the first day ${startsOn}; correct it`,
      }),
    ];
  }
  if (endsOn < today) {
    return [
      fieldError('/endsOn', 'past', endsOn, {
        zh: `已过（今天是 ${today}），请填写今天或以后的日期`,
        en: `is over (today is ${today}); give today or a later day`,
      }),
    ];
  }
  const latest = DateTime.fromISO(startsOn).plus({ years: MAX_DELEGATION_YEARS }).toISODate() ?? '';
  if (endsOn > latest) {
    return [
      fieldError('/endsOn', 'too-long', endsOn, {
        zh: `超过最长 ${MAX_DELEGATION_YEARS} 年，最晚可填 ${latest}，到期可重新委托`,
        en: `makes it longer than ${MAX_DELEGATION_YEARS} years; give ${latest} at the latest and renew it then`,
      }),
    ];
  }
  return [];
}
