import { fen } from '@app/common';
import { policyFaults, type ProposedPolicy, resolvePolicy } from './booking-policy.rules';
import { DEFAULT_RULES } from './terms';

const faults = (proposed: ProposedPolicy): string[] =>
  policyFaults(resolvePolicy(proposed)).map(({ pointer, code }) => `${pointer} ${code}`);

describe('resolvePolicy', () => {
  it('takes every rule that is not named as its default, so that a policy of old has new rules off', () => {
    expect(resolvePolicy({})).toEqual(DEFAULT_RULES);
    expect(resolvePolicy({})).toMatchObject({
      ...{ wholeDay: false, noticeInDays: false },
      ...{ approvalAboveFen: null, approvalAboveMinutes: null, secondApproval: null },
      responseMinutes: null,
    });
  });

  it('leaves lengths and grids to the opening hours for whole days', () => {
    expect(resolvePolicy({ wholeDay: true })).toMatchObject({
      ...{ startGridMinutes: null, lengthGridMinutes: null, minMinutes: null, maxMinutes: null },
    });
    expect(resolvePolicy({ wholeDay: true, maxMinutes: 4_320 }).maxMinutes).toBe(4_320);
  });
});

describe('policyFaults', () => {
  it.each<[ProposedPolicy, string[]]>([
    [{ wholeDay: true }, []],
    [{ wholeDay: true, maxMinutes: 4_320, multiDay: true }, []],
    [
      { wholeDay: true, startGridMinutes: 30, lengthGridMinutes: 60, minMinutes: 60 },
      [
        '/startGridMinutes not-with-whole-day',
        '/lengthGridMinutes not-with-whole-day',
        '/minMinutes not-with-whole-day',
      ],
    ],
    [{ noticeInDays: true, noticeMinutes: 2_880, cancelNoticeMinutes: 1_440 }, []],
    [
      { noticeInDays: true, noticeMinutes: 1_500, changeNoticeMinutes: 90 },
      ['/noticeMinutes not-whole-days', '/changeNoticeMinutes not-whole-days'],
    ],
    [{ noticeInDays: true, noticeMinutes: 10_080, horizonDays: 7 }, []],
    [
      { noticeInDays: true, noticeMinutes: 11_520, horizonDays: 7 },
      ['/noticeMinutes beyond-horizon'],
    ],
    [{ approval: 'first', responseMinutes: 480 }, []],
    [{ approvalAboveMinutes: 240, responseMinutes: 480 }, []],
    [{ responseMinutes: 480 }, ['/responseMinutes nothing-to-answer']],
    [{ approval: 'each', secondApproval: 'holder' }, []],
    [{ approvalAboveFen: fen(100_000), secondApproval: 'bureau' }, []],
    [{ secondApproval: 'holder' }, ['/secondApproval nothing-to-approve']],
    [
      { secondApproval: 'bureau', responseMinutes: 480 },
      ['/responseMinutes nothing-to-answer', '/secondApproval nothing-to-approve'],
    ],
    [{ approval: 'first', approvalAboveFen: fen(100_000), approvalAboveMinutes: 240 }, []],
    [
      { approval: 'each', approvalAboveFen: fen(100_000), approvalAboveMinutes: 240 },
      ['/approvalAboveFen approved-anyway', '/approvalAboveMinutes approved-anyway'],
    ],
  ])('of %j are %j', (proposed, expected) => {
    expect(faults(proposed)).toEqual(expected);
  });
});
