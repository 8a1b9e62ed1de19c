import type { ObjectType } from '@app/identity';
import {
  type CastOrganisation,
  employerOf,
  ORGANISATION_NAMES,
  ORGANISATIONS,
  type OrganisationName,
  PERSON_NAMES,
  type PersonName,
} from './cast';

/**
 * Whose an object of the world is, written down by hand: what the libs' finders and the guard should come to. What is
 * not named here has no part in it.
 */
export interface Standing {
  type: ObjectType;
  /** The person it is the own of. */
  own?: PersonName;
  /** Organisations it belongs to. */
  of?: readonly OrganisationName[];
  /** The other side of the order. */
  across?: readonly OrganisationName[];
  /** Counties that review it. */
  counties?: readonly string[];
  /** Departments in charge of its organisation. */
  departments?: readonly OrganisationName[];
  published?: true;
  /** It is its person's alone, whichever organisation that person acts for. */
  personal?: true;
  /** It has ended, and lists leave it out. */
  over?: true;
}

/** One booking: a reservation and its order, which stand alike. */
const booking = (own: PersonName, across: OrganisationName): Omit<Standing, 'type'> => ({
  own,
  of: [employerOf(own)],
  across: [across],
});

const BOOKINGS = {
  'enterprise.requested': booking('enterprise.first', 'university'),
  'enterprise.confirmed': booking('enterprise.second', 'university'),
  'enterprise2.confirmed': booking('enterprise2.first', 'shanghai'),
  'university.inhouse': booking('university.first', 'university'),
  'shanghai.visiting': booking('shanghai.first', 'university'),
} as const;
export type BookingName = keyof typeof BOOKINGS;
export const BOOKING_NAMES = Object.keys(BOOKINGS) as BookingName[];

/** Orders that are served already, with the voucher they used; who is paid follows from the programme. */
const SETTLED = {
  'enterprise.claimable': booking('enterprise.first', 'shanghai'),
  'enterprise.completed': booking('enterprise.first', 'shanghai'),
  'enterprise.submitted': booking('enterprise.first', 'shanghai'),
  'enterprise.moved': booking('enterprise.second', 'shanghai'),
  'enterprise.batched': booking('enterprise.second', 'shanghai'),
  'enterprise2.claimable': booking('enterprise2.first', 'shanghai'),
  'enterprise2.approved': booking('enterprise2.first', 'shanghai'),
  'enterprise2.deducted': booking('enterprise2.second', 'shanghai'),
} as const;
export type SettledName = keyof typeof SETTLED;
export const SETTLED_NAMES = Object.keys(SETTLED) as SettledName[];

/** Services that were arranged by phone or mail. */
const FILED = {
  'enterprise.filed': booking('enterprise.first', 'shanghai'),
  'enterprise.arranged': booking('enterprise.first', 'shanghai'),
  'enterprise2.filed': booking('enterprise2.first', 'shanghai'),
} as const;
export type FiledName = keyof typeof FILED;
export const FILED_NAMES = Object.keys(FILED) as FiledName[];

const claimed = (own: PersonName, ...across: OrganisationName[]): Standing => ({
  type: 'claim',
  own,
  of: [employerOf(own)],
  across,
});

const inUniversity = {
  of: ['university'],
  departments: ['department'],
  counties: ['330402'],
} as const;
/** A provincial body's: no county reviews it. */
const inShanghai = { of: ['shanghai'] } as const;

const of = (type: ObjectType, ...organisations: OrganisationName[]): Standing => ({
  type,
  of: organisations,
});

const personal = (type: ObjectType, own: PersonName): Standing => ({
  ...of(type, employerOf(own)),
  own,
  personal: true,
});

const OWN_TYPES: Readonly<Record<string, Standing>> = {
  'instrument:university.draft': { type: 'instrument', ...inUniversity },
  'instrument:university.submitted': { type: 'instrument', ...inUniversity },
  'instrument:university.listed': { type: 'instrument', ...inUniversity, published: true },
  'instrument:university.suspended': { type: 'instrument', ...inUniversity, published: true },
  // Stands in another county than its holder belongs to, which is the one that looks after it.
  'instrument:university.away': { type: 'instrument', ...inUniversity },
  'instrument:shanghai.draft': { type: 'instrument', ...inShanghai },
  'instrument:shanghai.listed': { type: 'instrument', ...inShanghai, published: true },

  'lab:university': of('lab', 'university'),
  'lab:shanghai': of('lab', 'shanghai'),

  'import-run:university': { ...of('import-run', 'university'), own: 'university.first' },
  'import-run:shanghai': { ...of('import-run', 'shanghai'), own: 'shanghai.first' },

  'exemption:university': { type: 'exemption', ...inUniversity },
  'exemption:shanghai': { type: 'exemption', ...inShanghai },

  'hold:enterprise': { ...of('hold', 'enterprise'), own: 'enterprise.first' },
  'hold:enterprise2': { ...of('hold', 'enterprise2'), own: 'enterprise2.first' },
  'hold:university': { ...of('hold', 'university'), own: 'university.first' },

  'user-group:university': of('user-group', 'university'),
  'user-group:shanghai': of('user-group', 'shanghai'),

  'qualification:university': { ...of('qualification', 'university'), own: 'enterprise.first' },
  'qualification:shanghai': { ...of('qualification', 'shanghai'), own: 'enterprise2.first' },

  'waiting-entry:enterprise': { ...of('waiting-entry', 'enterprise'), own: 'enterprise.first' },
  'waiting-entry:university': { ...of('waiting-entry', 'university'), own: 'university.first' },
  'maintenance-plan:university': of('maintenance-plan', 'university'),
  'maintenance-plan:shanghai': of('maintenance-plan', 'shanghai'),
  'downtime:university': of('downtime', 'university'),
  'downtime:shanghai': of('downtime', 'shanghai'),

  'calendar-feed:enterprise.first': personal('calendar-feed', 'enterprise.first'),
  'calendar-feed:university.first': personal('calendar-feed', 'university.first'),

  'webhook:enterprise': of('webhook', 'enterprise'),
  'webhook:university': of('webhook', 'university'),

  'usage-record:university': of('usage-record', 'university'),
  'usage-record:shanghai': of('usage-record', 'shanghai'),

  // Samples that lie at the laboratory.
  'order:enterprise.sampled': { type: 'order', ...booking('enterprise.first', 'university') },
  'service-item:university': of('service-item', 'university'),
  'service-item:shanghai': of('service-item', 'shanghai'),
  'agreed-price:university': { ...of('agreed-price', 'university'), across: ['enterprise'] },
  'agreed-price:shanghai': of('agreed-price', 'shanghai'),
  'invoice:university': { ...of('invoice', 'university'), across: ['enterprise'] },
  'invoice:shanghai': { ...of('invoice', 'shanghai'), across: ['enterprise'] },
  'statement:university': { ...of('statement', 'university'), across: ['enterprise'] },
  'statement:shanghai': { ...of('statement', 'shanghai'), across: ['enterprise'] },
  'invoice-request:university': { ...of('invoice-request', 'university'), across: ['enterprise'] },
  'invoice-request:shanghai': { ...of('invoice-request', 'shanghai'), across: ['enterprise'] },
  'receipt:university': of('receipt', 'university'),
  'receipt:shanghai': of('receipt', 'shanghai'),
  'project-card:university': { ...of('project-card', 'university'), own: 'university.first' },
  'project-card:shanghai': { ...of('project-card', 'shanghai'), own: 'shanghai.first' },
  // Served by the university to itself, and paid from a card.
  'order:university.served': { type: 'order', ...booking('university.first', 'university') },

  'voucher-programme:reimburse': { type: 'voucher-programme', published: true },
  'voucher-programme:deduct': { type: 'voucher-programme', published: true },
  'voucher:enterprise': of('voucher', 'enterprise'),
  'voucher:enterprise2': of('voucher', 'enterprise2'),
  'voucher:enterprise2.deduct': of('voucher', 'enterprise2'),

  'quota-application:enterprise.submitted': of('quota-application', 'enterprise'),
  'quota-application:enterprise.checked': of('quota-application', 'enterprise'),
  'quota-application:enterprise2.returned': of('quota-application', 'enterprise2'),

  'claim:enterprise.submitted': claimed('enterprise.first'),
  'claim:enterprise.moved': of('claim', 'enterprise'),
  'claim:enterprise.batched': claimed('enterprise.second'),
  'claim:enterprise2.approved': claimed('enterprise2.first'),
  'claim:shanghai.returned': claimed('shanghai.first'),
  'payment-batch:first': { type: 'payment-batch' },

  'sync-run:nightly': { type: 'sync-run' },
  'sync-item:refused': { type: 'sync-item' },

  'file:enterprise': of('file', 'enterprise'),
  'file:enterprise2': of('file', 'enterprise2'),
  'file:university': of('file', 'university'),
  'file:shanghai': of('file', 'shanghai'),

  'invitation:enterprise': of('invitation', 'enterprise'),
  'invitation:university': of('invitation', 'university'),
  'api-key:enterprise': of('api-key', 'enterprise'),
  'api-key:university': of('api-key', 'university'),
  'session:enterprise.first': personal('session', 'enterprise.first'),
  'session:enterprise.second': personal('session', 'enterprise.second'),
  'session:university.first': personal('session', 'university.first'),
  'session:bureau.first': personal('session', 'bureau.first'),
  'session:agent.first': personal('session', 'agent.first'),
  'identity:enterprise.first': personal('identity', 'enterprise.first'),
  'identity:university.second': personal('identity', 'university.second'),
  'identity:agent.first': personal('identity', 'agent.first'),

  'payee-account:enterprise.active': of('payee-account', 'enterprise'),
  'payee-account:enterprise.proposed': of('payee-account', 'enterprise'),
  'payee-account:university.active': of('payee-account', 'university'),
  'payee-account:university.confirmed': of('payee-account', 'university'),
  'payee-account:shanghai.active': of('payee-account', 'shanghai'),
  'delegation:enterprise': { ...of('delegation', 'enterprise'), across: ['agent'] },
  'delegation:university': { ...of('delegation', 'university'), across: ['agent'] },
  'provider-admission:shanghai': of('provider-admission', 'shanghai'),
  'provider-admission:university': of('provider-admission', 'university'),
};

const named = (
  prefix: ObjectType,
  parts: Readonly<Record<string, Omit<Standing, 'type'>>>,
): [string, Standing][] =>
  Object.entries(parts).map(([name, standing]) => [
    `${prefix}:${name}`,
    { type: prefix, ...standing },
  ]);

const organisations = ORGANISATION_NAMES.map((name): [string, Standing] => {
  const { regionCode, supervisor }: CastOrganisation = ORGANISATIONS[name];
  return [
    `organisation:${name}`,
    {
      type: 'organisation',
      of: [name],
      counties: [regionCode],
      departments: supervisor ? [supervisor as OrganisationName] : [],
      published: true,
    },
  ];
});

const members = PERSON_NAMES.map((person): [string, Standing] => [
  `member:${person}`,
  { type: 'member', own: person, of: [employerOf(person)] },
]);

/** Every object of the world by its name, `<type>:<whose>[.<state>]`. */
export const STANDINGS: ReadonlyMap<string, Standing> = new Map([
  ...organisations,
  ...members,
  ...Object.entries(OWN_TYPES),
  ...named('reservation', BOOKINGS),
  ...named('reservation-series', BOOKINGS),
  ...named('proposal', BOOKINGS),
  ...named('change-order', BOOKINGS),
  ...named('sample-work', BOOKINGS),
  ...named('order', { ...BOOKINGS, ...FILED, ...SETTLED }),
]);

/** Names of the objects of one type. */
export const objectsOf = (type: ObjectType): string[] =>
  [...STANDINGS].filter(([, standing]) => standing.type === type).map(([name]) => name);
