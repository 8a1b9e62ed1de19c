import {
  accountProblems,
  awaitedStep,
  normaliseAccountNumber,
  PAYEE_ACCOUNT_ACTIONS,
  stateAfter,
} from './payee-account.rules';
import { PAYEE_ACCOUNT_STATES } from './payee-account.entity';

describe('stateAfter', () => {
  it.each([
    ['a first account', false, ['proposed verify active', 'proposed refuse refused']],
    ['a change', true, ['proposed confirm confirmed']],
  ])('takes %s only along its way', (_what, isChange, first) => {
    const steps = PAYEE_ACCOUNT_STATES.flatMap((state) =>
      PAYEE_ACCOUNT_ACTIONS.map((action) => [state, action, stateAfter(action, state, isChange)]),
    );
    expect(steps.filter(([, , next]) => next !== undefined).map((step) => step.join(' '))).toEqual([
      ...first,
      'proposed withdraw withdrawn',
      'confirmed verify active',
      'confirmed refuse refused',
      'confirmed withdraw withdrawn',
    ]);
  });

  it('leaves nothing to do for an account that is decided', () => {
    for (const state of ['active', 'refused', 'withdrawn', 'replaced'] as const)
      expect(awaitedStep(state, true)).toBeNull();
  });
});

describe('accountProblems', () => {
  const name = '嘉兴示例科技（集团）有限公司';
  const number = '6222 0212 0400 1234 567';

  it('takes the name as it is, left out, or with other brackets and blanks', () => {
    for (const accountName of [name, undefined, null, ' 嘉兴示例科技 (集团)有限公司'])
      expect(accountProblems({ accountName, number }, name)).toEqual([]);
  });

  it('names both when the account is in another name', () => {
    const [problem, ...others] = accountProblems({ accountName: '王晓', number }, name);
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ pointer: '/accountName', code: 'not-the-organisation' });
    for (const text of [problem?.message.zh, problem?.message.en]) {
      expect(text).toContain('王晓');
      expect(text).toContain(name);
    }
  });

  it.each(['123456', '１２３ ４５６', '1'.repeat(30)])('takes %s for a number', (given) => {
    expect(accountProblems({ number: given }, name)).toEqual([]);
    expect(normaliseAccountNumber(given)).toMatch(/^\d+$/);
  });

  it.each(['12345', '1'.repeat(31), '12345a', '6222-0212-0400'])(
    'does not take %s, and does not repeat it',
    (given) => {
      const [problem] = accountProblems({ number: given }, name);
      expect(problem).toMatchObject({ pointer: '/number', code: 'account-number' });
      expect(JSON.stringify(problem)).not.toContain(given);
    },
  );
});
