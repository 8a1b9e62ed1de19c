import type { Actor, Role } from '@app/identity';
import { allowedActions } from './reservation.actions';
import type { ReservationAction, ReservationState } from './reservation.words';
import { at } from './testing/bookable';

const actorOf = (role: Role, organisationId: string, userId = 'somebody'): Actor => ({
  userId,
  displayName: '测试人员',
  organisationId,
  organisationNameZh: '测试单位',
  organisationRegionCode: '330402',
  organisationVerified: true,
  agentOrganisationId: null,
  roles: [role],
});

/** Booked by a person of the user organisation at the holder, for an hour before which most tests look at it. */
const booked = (
  state: ReservationState,
  changes: Partial<Parameters<typeof allowedActions>[1]> = {},
) => ({
  reservedBy: 'person',
  userOrganisationId: 'users',
  holderId: 'holder',
  state,
  orderState: 'open' as const,
  isVerified: true,
  startsAt: at(1, 10),
  endsAt: at(1, 11),
  checkInWindowMinutes: 15,
  approvedBy: null,
  secondApproval: null,
  hasPoints: false,
  isRated: false,
  ...changes,
});

/** Approved by the lab, and waiting for another side. */
const second = (secondApproval: 'holder' | 'bureau') => ({ secondApproval, approvedBy: 'lab' });

const PERSON = actorOf('enterprise_member', 'users', 'person');
const COLLEAGUE = actorOf('enterprise_member', 'users');
const LEADER = actorOf('enterprise_admin', 'users');
const MANAGER = actorOf('lab_manager', 'holder');
const OPERATOR = actorOf('instrument_operator', 'holder');
const ASSETS = actorOf('holder_admin', 'holder');
const BUREAU = actorOf('bureau_reviewer', 'office');
const AUDITOR = actorOf('auditor', 'office');
const INHOUSE = actorOf('lab_manager', 'holder', 'person');

describe('allowedActions', () => {
  const before = at(1, 9);
  const settled = { orderState: 'completed' } as const;
  const own = { userOrganisationId: 'holder' };

  it.each<[string, Actor, ReturnType<typeof booked>, ReservationAction[]]>([
    ['its person', PERSON, booked('requested'), ['move', 'hand-over', 'cancel']],
    ['a colleague', COLLEAGUE, booked('requested'), []],
    ['who leads the colleagues', LEADER, booked('confirmed'), ['move', 'hand-over', 'cancel']],
    [
      'the laboratory',
      MANAGER,
      booked('requested'),
      ['approve', 'reject', 'move', 'hand-over', 'cancel'],
    ],
    ['its operator', OPERATOR, booked('requested'), ['move', 'hand-over', 'cancel']],
    ['the auditor', AUDITOR, booked('requested'), []],
    ['who books the own instrument', INHOUSE, booked('used', own), ['complete']],
    [
      'the laboratory of an unverified one',
      MANAGER,
      booked('requested', { isVerified: false }),
      ['reject', 'move', 'hand-over', 'cancel'],
    ],
    ['the asset department, not asked', ASSETS, booked('requested'), []],
    ['the bureau, not asked', BUREAU, booked('requested'), []],
    [
      'the asset department, asked',
      ASSETS,
      booked('requested', second('holder')),
      ['approve-second', 'reject'],
    ],
    [
      'the bureau, asked',
      BUREAU,
      booked('requested', second('bureau')),
      ['approve-second', 'reject'],
    ],
    ['the bureau, another asked', BUREAU, booked('requested', second('holder')), []],
    ['the asset department, another asked', ASSETS, booked('requested', second('bureau')), []],
    [
      'the asset department of another holder',
      actorOf('holder_admin', 'neighbour'),
      booked('requested', second('holder')),
      [],
    ],
    [
      'the bureau, which has an asset department of its own',
      { ...BUREAU, roles: ['bureau_reviewer', 'holder_admin'] },
      booked('requested', second('holder')),
      [],
    ],
    [
      'the asset department, by who gave the first word',
      ASSETS,
      booked('requested', { ...second('holder'), approvedBy: ASSETS.userId }),
      [],
    ],
    [
      'the asset department, by who booked',
      actorOf('holder_admin', 'holder', 'person'),
      booked('requested', second('holder')),
      [],
    ],
    [
      'the bureau, about an unverified one',
      BUREAU,
      booked('requested', { ...second('bureau'), isVerified: false }),
      [],
    ],
    [
      'the laboratory, which has given its word',
      MANAGER,
      booked('requested', second('holder')),
      ['reject', 'move', 'hand-over', 'cancel'],
    ],
    [
      'its person, after the service',
      PERSON,
      booked('completed', settled),
      ['accept', 'dispute', 'rate'],
    ],
    [
      'its person, who has rated it',
      PERSON,
      booked('completed', { ...settled, isRated: true }),
      ['accept', 'dispute'],
    ],
    ['the laboratory, after the service', MANAGER, booked('completed', settled), []],
    ['the laboratory, about points', MANAGER, booked('no_show', { hasPoints: true }), ['forgive']],
    ['its person, about points', PERSON, booked('no_show', { hasPoints: true }), []],
    ['a colleague, after the service', COLLEAGUE, booked('completed', settled), []],
  ])(
    'of %s are what the policy’s rows and the state allow',
    (_who, actor, reservation, expected) => {
      expect(allowedActions(actor, reservation, before)).toEqual(expected);
    },
  );

  it.each<[string, Actor, ReservationState, ReturnType<typeof at>, ReservationAction[]]>([
    ['too early to check in', PERSON, 'confirmed', at(1, 9, 44), ['move', 'hand-over', 'cancel']],
    [
      'the window is open',
      PERSON,
      'confirmed',
      at(1, 9, 45),
      ['move', 'hand-over', 'cancel', 'check-in'],
    ],
    ['it begins now', PERSON, 'confirmed', at(1, 10), ['move', 'hand-over', 'cancel', 'check-in']],
    ['it has begun', PERSON, 'confirmed', at(1, 10, 1), ['hand-over', 'check-in']],
    [
      'it was displaced and would have begun',
      PERSON,
      'displaced',
      at(1, 10, 1),
      ['move', 'hand-over', 'cancel'],
    ],
    [
      'the laboratory may still cancel',
      MANAGER,
      'confirmed',
      at(1, 10),
      ['move', 'hand-over', 'cancel', 'check-in'],
    ],
    ['it is in use', OPERATOR, 'in_use', at(1, 10), ['check-out', 'extend']],
    [
      'a check-in was forgotten',
      MANAGER,
      'confirmed',
      at(1, 11),
      ['move', 'hand-over', 'cancel', 'complete'],
    ],
  ])('follow the time: %s', (_what, actor, state, now, expected) => {
    expect(allowedActions(actor, booked(state), now)).toEqual(expected);
  });
});
