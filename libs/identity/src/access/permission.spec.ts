import type { Actor, Role } from './roles';
import { mayCall, reachOf } from './permission';

const actorOf = (...roles: Role[]): Actor => ({
  userId: 'person',
  displayName: '测试人员',
  organisationId: 'ours',
  organisationNameZh: '测试单位',
  organisationRegionCode: '330402',
  organisationVerified: true,
  agentOrganisationId: null,
  roles,
});

describe('mayCall', () => {
  const theirs = { userId: 'customer', organisationIds: ['theirs'], counterpartyIds: ['ours'] };

  it.each([
    ['a laboratory decides about its visitors', 'lab_manager', 'reservations.approve', true],
    ['its operator does not', 'instrument_operator', 'reservations.approve', false],
    ['nor does it accept for them', 'lab_manager', 'orders.accept', false],
    ['the auditor reads', 'auditor', 'reservations.get', true],
  ] as const)('%s', (_what, role, operation, allowed) => {
    expect(mayCall(actorOf(role), operation, theirs)).toBe(allowed);
  });

  it('takes what is not said of an object for nobody’s', () => {
    expect(mayCall(actorOf('lab_manager'), 'instruments.get', {})).toBe(false);
    expect(mayCall(actorOf('lab_manager'), 'instruments.get', { published: true })).toBe(true);
  });
});

describe('reachOf', () => {
  const NOTHING = {
    everything: false,
    published: false,
    organisationId: null,
    counterpartyId: null,
    regionCode: null,
    supervisorId: null,
  };

  it.each([
    ['enterprise_member', 'reservations.get', { organisationId: 'ours' }],
    ['lab_manager', 'reservations.get', { organisationId: 'ours', counterpartyId: 'ours' }],
    ['lab_manager', 'instruments.get', { published: true, organisationId: 'ours' }],
    ['county_reviewer', 'instruments.get', { published: true, regionCode: '330402' }],
    ['department_reviewer', 'instruments.get', { published: true, supervisorId: 'ours' }],
    ['county_reviewer', 'claims.get', {}],
    ['security_admin', 'vouchers.get', {}],
  ] as const)('of %s for %s is what the row opens', (role, operation, reach) => {
    expect(reachOf(actorOf(role), operation)).toEqual({ ...NOTHING, ...reach });
  });

  it('is everything for who may read any object, and the sum for several roles', () => {
    expect(reachOf(actorOf('auditor'), 'claims.get').everything).toBe(true);
    expect(reachOf(actorOf('county_reviewer', 'lab_manager'), 'instruments.get')).toMatchObject({
      everything: false,
      organisationId: 'ours',
      regionCode: '330402',
    });
  });
});
