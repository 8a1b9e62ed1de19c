import { nextVersion } from './deliveries.service';
import type { RecordAnswer } from './regional-platform';
import { refusalText, verdictOf } from './verdict';

const answer: RecordAnswer = {
  kind: 'instrument',
  insCode: '12330400470000000X',
  key: 'a-1',
  version: 2,
  outcome: 'applied',
  code: 100,
  field: null,
  message: null,
  heldVersion: 2,
};

describe('verdictOf', () => {
  it.each([
    ['applied', 'accepted'],
    ['duplicate', 'accepted'],
    ['refused', 'refused'],
    ['stale', 'undecided'],
  ] as const)('takes %s as %s', (outcome, state) => {
    expect(verdictOf({ ...answer, outcome }).state).toBe(state);
  });
});

describe('refusalText', () => {
  it('says what is wrong in our words, then in those of the peer', () => {
    const refused = { ...answer, code: 202, field: 'phone', message: '联系电话不能超过20个字符' };
    expect(refusalText(refused)).toEqual({
      zh: '字段未通过校验（代码 202 phone）：联系电话不能超过20个字符',
      en: 'a field fails validation (code 202 phone): 联系电话不能超过20个字符',
    });
    expect(refusalText({ ...answer, code: 999 }).en).toBe(
      'the platform reports an unknown code (code 999)',
    );
  });
});

describe('nextVersion', () => {
  const item = { recordId: 'r', state: 'accepted' as const, sentVersion: 5, payloadHash: 'old' };
  it.each([
    ['keeps the version of unchanged content', 'old', 9, 5],
    ['takes the row version of changed content', 'new', 9, 9],
    ['grows when the content changed without the row', 'new', 5, 6],
    ['grows when the row version lies behind', 'new', 2, 6],
  ])('%s', (_, hash, rowVersion, version) => {
    expect(nextVersion(item, { hash, rowVersion })).toBe(version);
  });
});
