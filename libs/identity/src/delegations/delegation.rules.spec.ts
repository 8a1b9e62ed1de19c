import { type AgentFacts, agentProblems, OFFICES, periodProblems } from './delegation.rules';

const PRINCIPAL = '01990000-0000-7000-8000-000000000001';
const AGENT = '01990000-0000-7000-8000-000000000002';
const agent: AgentFacts = {
  nameZh: '示例知识产权代理有限公司',
  kind: 'enterprise',
  verification: 'verified',
  holdsOffice: false,
};

describe('agentProblems', () => {
  const codeOf = (agentId: string, facts: AgentFacts | undefined) =>
    agentProblems({ principalId: PRINCIPAL, agentId }, facts).map(({ code }) => code);

  it('takes a verified organisation without ties', () => {
    expect(codeOf(AGENT, agent)).toEqual([]);
  });

  it.each([
    ['an unknown organisation', AGENT, undefined, 'unknown'],
    ['the principal itself', PRINCIPAL, agent, 'agent-is-principal'],
    ['a government office', AGENT, { ...agent, kind: 'government' }, 'agent-tied-to-reviewer'],
    ['one with reviewers', AGENT, { ...agent, holdsOffice: true }, 'agent-tied-to-reviewer'],
    ['one that waits', AGENT, { ...agent, verification: 'pending' }, 'agent-not-verified'],
    ['one sent back', AGENT, { ...agent, verification: 'returned' }, 'agent-not-verified'],
  ] as const)('refuses %s', (_what, agentId, facts, code) => {
    expect(codeOf(agentId, facts)).toEqual([code]);
  });

  it('counts every role that reviews, pays or administers as an office, and no other', () => {
    expect([...OFFICES].sort()).toEqual([
      ...['auditor', 'bureau_admin', 'bureau_reviewer', 'county_reviewer'],
      ...['department_reviewer', 'finance_officer', 'measure_reviewer', 'security_admin'],
    ]);
  });
});

describe('periodProblems', () => {
  const today = '2026-11-24';
  const codeOf = (startsOn: string, endsOn: string) =>
    periodProblems({ startsOn, endsOn }, today).map(({ code }) => code);

  it.each([
    ['today alone', today, today],
    ['one that has begun', '2026-01-01', '2026-12-31'],
    ['two years to the day', today, '2028-11-24'],
    ['two years from a leap day', '2028-02-29', '2030-02-28'],
  ])('takes %s', (_what, startsOn, endsOn) => {
    expect(codeOf(startsOn, endsOn)).toEqual([]);
  });

  it.each([
    ['an end before the start', '2026-12-02', '2026-12-01', 'before-start'],
    ['one that is over', '2026-01-01', '2026-11-23', 'past'],
    ['a day more than two years', today, '2028-11-25', 'too-long'],
  ])('refuses %s', (_what, startsOn, endsOn, code) => {
    expect(codeOf(startsOn, endsOn)).toEqual([code]);
  });
});
