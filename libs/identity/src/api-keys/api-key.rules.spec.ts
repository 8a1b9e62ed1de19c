import { ROLES, SECOND_FACTOR_ROLES } from '../access/roles';
import { keyLifetimeProblems, keyRoleProblems } from './api-key.rules';

describe('the roles of a key', () => {
  const codes = (...parts: Parameters<typeof keyRoleProblems>) =>
    keyRoleProblems(...parts).map(({ pointer, code }) => `${pointer} ${code}`);

  it('are those of its maker, or the platform’s own', () => {
    expect(codes(['lab_manager', 'instrument_operator'], ['lab_manager'])).toEqual([]);
    expect(codes(['enterprise_admin'], ['platform_service'])).toEqual([]);
  });

  it('are none that the maker lacks, each named', () => {
    expect(
      codes(['enterprise_admin'], ['enterprise_admin', 'lab_manager', 'holder_admin']),
    ).toEqual(['/roles/1 not-yours', '/roles/2 not-yours']);
  });

  it('are none that need a second factor, not even the maker’s own', () => {
    expect(SECOND_FACTOR_ROLES.length).toBeGreaterThan(0);
    expect(codes(ROLES, SECOND_FACTOR_ROLES)).toEqual(
      SECOND_FACTOR_ROLES.map((_role, at) => `/roles/${at} needs-second-factor`),
    );
  });
});

describe('the last day of a key', () => {
  const TODAY = '2026-11-24';

  it.each(['2026-11-24', '2026-11-25', '2027-12-29'])('may be %s', (day) => {
    expect(keyLifetimeProblems(day, TODAY)).toEqual([]);
  });

  it.each(['2026-11-23', '2027-12-30', '2100-01-01'])('may not be %s', (day) => {
    const [problem, ...more] = keyLifetimeProblems(day, TODAY);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ pointer: '/expiresOn', code: 'key-lifetime' });
    for (const text of Object.values(problem?.message ?? {})) {
      expect(text).toContain(day);
      expect(text).toContain('2027-12-29');
    }
  });
});
