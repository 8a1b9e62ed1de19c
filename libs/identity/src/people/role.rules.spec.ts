import { type Role, ROLES, SEPARATED_ROLES } from '../access/roles';
import {
  findRoleConflict,
  OFFICE_ROLES,
  roleProblems,
  ROLES_GIVEN_BY,
  rolesNotGivenBy,
} from './role.rules';

const LAB: readonly Role[] = ['instrument_operator', 'lab_manager'];
const ENTERPRISE: readonly Role[] = ['enterprise_member', 'enterprise_admin'];

describe('the roles that a role gives', () => {
  it.each<[Role, readonly Role[]]>([
    ['enterprise_admin', ENTERPRISE],
    ['lab_manager', LAB],
    ['holder_admin', [...LAB, 'holder_admin', ...ENTERPRISE]],
    ['security_admin', ROLES.filter((role) => role !== 'platform_service')],
  ])('of %s are no others', (giver, given) => {
    expect(rolesNotGivenBy([giver], ROLES)).toEqual(ROLES.filter((role) => !given.includes(role)));
  });

  it.each(ROLES.filter((role) => !(role in ROLES_GIVEN_BY)))('of %s are none', (giver) => {
    expect(rolesNotGivenBy([giver], ROLES)).toEqual(ROLES);
  });

  it('never are those of an office, but for the security administrator', () => {
    const givers = ROLES.filter((role) => role !== 'security_admin');
    expect(rolesNotGivenBy(givers, OFFICE_ROLES)).toEqual(OFFICE_ROLES);
  });
});

describe('one person', () => {
  it.each(SEPARATED_ROLES)('who is %s is nothing else', (administrator) => {
    expect(findRoleConflict([administrator])).toBeUndefined();
    const tolerated = ROLES.filter(
      (role) => role !== administrator && !findRoleConflict([administrator, role]),
    );
    expect(tolerated).toEqual([]);
  });

  it.each<[Role, Role]>([
    ['bureau_reviewer', 'enterprise_member'],
    ['county_reviewer', 'lab_manager'],
    ['department_reviewer', 'holder_admin'],
    ['finance_officer', 'enterprise_admin'],
    ['measure_reviewer', 'instrument_operator'],
    ['finance_officer', 'bureau_reviewer'],
    ['measure_reporter', 'measure_reviewer'],
  ])('is not both %s and %s', (one, other) => {
    expect(findRoleConflict([one, other])).toMatchObject({
      roles: expect.arrayContaining([one, other]),
    });
    expect(findRoleConflict([other, one])?.why.zh).toBeTruthy();
  });

  it.each<[Role[]]>([
    [['enterprise_member', 'enterprise_admin']],
    [['lab_manager', 'holder_admin', 'enterprise_member']],
    [['bureau_reviewer', 'measure_reviewer']],
    [['bureau_reviewer', 'measure_reporter']],
    [['measure_reporter', 'lab_manager']],
    [['bureau_admin', 'bureau_admin']],
    [[]],
  ])('may be %j', (roles) => {
    expect(findRoleConflict(roles)).toBeUndefined();
  });
});

describe('roleProblems', () => {
  it('names the roles that are not the giver’s to give', () => {
    expect(roleProblems(['lab_manager'], 'university', ['lab_manager', 'auditor'])).toMatchObject([
      { pointer: '/roles', code: 'not-given', message: { en: expect.stringContaining('audit') } },
    ]);
  });

  it.each(OFFICE_ROLES)('keeps %s to offices of the state', (role) => {
    expect(roleProblems(['security_admin'], 'enterprise', [role])).toMatchObject([
      { pointer: '/roles', code: 'of-offices' },
    ]);
    expect(roleProblems(['security_admin'], 'government', [role])).toEqual([]);
  });
});
