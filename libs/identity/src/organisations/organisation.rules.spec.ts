import {
  changedBehind,
  changedVerifiedPart,
  firstRolesOf,
  isOffice,
  officeProblem,
  organisationProblems,
  type VerifiedPart,
  verificationAfter,
} from './organisation.rules';
import { ORGANISATION_KINDS } from './organisation.words';

const GOOD = { creditCode: '12330400MA9JXDY101', regionCode: '330402' };

describe('organisationProblems', () => {
  it('has nothing against a right code, typed in full width and small letters', () => {
    expect(organisationProblems({ ...GOOD, creditCode: '１2330400ma9jxdy101 ' })).toEqual([]);
  });

  it.each([
    ['a short code', { creditCode: '12330400' }, '/creditCode', 'length'],
    [
      'a letter that codes have not',
      { creditCode: '12330400MA9JXDYI01' },
      '/creditCode',
      'alphabet',
    ],
    [
      'a wrong check character',
      { creditCode: '12330400MA9JXDY102' },
      '/creditCode',
      'check-character',
    ],
    ['an unknown region', { regionCode: '330499' }, '/regionCode', 'unknown'],
  ])('names %s', (_what, change, pointer, code) => {
    expect(organisationProblems({ ...GOOD, ...change })).toMatchObject([{ pointer, code }]);
    expect(organisationProblems({ ...GOOD, ...change }, '/organisation')).toMatchObject([
      { pointer: `/organisation${pointer}` },
    ]);
  });

  it('names everything at once', () => {
    expect(organisationProblems({ creditCode: '', regionCode: '' })).toHaveLength(2);
  });
});

describe('an office of the state', () => {
  it.each([
    ['government', 'public_institution', '/kind'],
    ['enterprise', 'government', '/legalForm'],
  ] as const)('is one of kind %s and legal form %s', (kind, legalForm, pointer) => {
    expect(isOffice({ kind, legalForm })).toBe(true);
    expect(officeProblem({ kind, legalForm })).toMatchObject({ pointer, code: 'office' });
  });

  it('is not a university', () => {
    expect(isOffice({ kind: 'university', legalForm: 'public_institution' })).toBe(false);
  });
});

describe('firstRolesOf', () => {
  it.each(ORGANISATION_KINDS)('gives a %s people who may administer it', (kind) => {
    const expected = kind === 'enterprise' ? ['enterprise_admin'] : ['holder_admin', 'lab_manager'];
    expect(firstRolesOf(kind)).toEqual(expected);
  });
});

describe('a change by the organisation itself', () => {
  const before: VerifiedPart = {
    nameZh: '示例大学',
    creditCode: GOOD.creditCode,
    kind: 'university',
    legalForm: 'public_institution',
    affiliation: 'city',
    regionCode: '330402',
    supervisorId: null,
  };

  it.each<[string, Partial<VerifiedPart>]>([
    ['nameZh', { nameZh: '示例学院' }],
    ['creditCode', { creditCode: '52330400MA9JXDY10W' }],
    ['kind', { kind: 'hospital' }],
    ['legalForm', { legalForm: 'enterprise' }],
    ['affiliation', { affiliation: 'county' }],
    ['regionCode', { regionCode: '330411' }],
    ['supervisorId', { supervisorId: 'a' }],
  ])('of %s makes a verified one wait again', (name, change) => {
    const changed = changedVerifiedPart(before, { ...before, ...change });
    expect(changed).toEqual([name]);
    expect(verificationAfter('verified', changed.length > 0)).toBe('pending');
  });

  it.each([
    ['verified', 'verified'],
    ['pending', 'pending'],
    ['returned', 'pending'],
  ] as const)('of the contact alone leaves %s %s', (verification, after) => {
    expect(verificationAfter(verification, false)).toBe(after);
  });

  it.each([
    ['told for the first time', null, '陈立', false],
    ['told anew', '陈立', '陈立', false],
    ['another', '陈立', '周全', true],
    ['taken back', '陈立', null, true],
  ])('of the legal representative: %s', (_what, was, is, changed) => {
    const behind = { legalRepresentative: was, controller: null };
    expect(changedBehind(behind, { ...behind, legalRepresentative: is })).toBe(changed);
  });
});
