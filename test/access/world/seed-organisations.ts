import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import { FieldCipher } from '@app/common';
import type { Row, Tables } from '../../../apps/launcher/src/seed/rows';
import {
  type CastOrganisation,
  employerOf,
  ORGANISATION_NAMES,
  ORGANISATIONS,
  type OrganisationName,
  PERSON_NAMES,
  type PersonName,
} from './cast';
import type { Ids } from './ids';
import type { Standing } from './standings';

/** Deployment secret of the world. */
export const SECRET = 'a secret of the access tests, long enough';

/** What is in every file of the world. */
export const FILE_CONTENT = '%PDF';

/** Owners of files of their own. */
export const FILE_OWNERS = ['enterprise', 'enterprise2', 'university', 'shanghai'] as const;

/** Files of the holders that belong to their instruments, and one of each that belongs to none yet. */
export const INSTRUMENT_FILES = ['university', 'shanghai'].flatMap((holder) =>
  ['photo', 'evidence', 'spare'].map((use) => `${holder}.${use}` as const),
);

/** Machines behind API keys, one on each side. */
export const MACHINES = ['enterprise.machine', 'university.machine'] as const;
export type MachineName = (typeof MACHINES)[number];

/** People who were blocked, and people who left while they were signed in. */
export const LEAVERS = [
  ...(['enterprise.suspended', 'bureau.suspended'] as const),
  ...(['enterprise.former', 'bureau.former'] as const),
] as const;
/** Whose password is older than the policy allows. */
export const OUTDATED = ['enterprise.outdated', 'bureau.outdated'] as const;
export type LeaverName = (typeof LEAVERS)[number];

/** Anybody with an account. */
export type Somebody = PersonName | MachineName | LeaverName | (typeof OUTDATED)[number];

const EVERYBODY: readonly Somebody[] = [...PERSON_NAMES, ...MACHINES, ...LEAVERS, ...OUTDATED];

export const REVOKED_DELEGATION = 'delegation:enterprise2.revoked';

/** Whose the accounts are that no cell is about, and a power of attorney that was taken back. */
export const OTHER_STANDINGS: readonly (readonly [string, Standing])[] = [
  ...[...MACHINES, ...LEAVERS, ...OUTDATED].map((name) => {
    const of = name.endsWith('former') ? [] : [organisationOf(name)];
    return [`member:${name}`, { type: 'member', of }] as const;
  }),
  [REVOKED_DELEGATION, { type: 'delegation', of: ['enterprise2'], across: ['agent'] }],
];

/** Role that everybody has until the test makes them wear another. */
export const FIRST_ROLE = 'enterprise_member';

/** Where somebody works or worked. */
export function organisationOf(somebody: Somebody): OrganisationName {
  return employerOf(somebody as PersonName);
}

/** Organisations, people and what belongs to them as such. */
export function organisationTables(ids: Ids): Tables {
  return [
    ['organisation', ORGANISATION_NAMES.map((name) => organisationRow(ids, name))],
    ['app_user', EVERYBODY.map((name) => userRow(ids, name))],
    [
      'membership',
      EVERYBODY.filter((name) => !name.endsWith('former')).map((name) => ({
        user_id: ids.of(`member:${name}`),
        organisation_id: ids.organisation(organisationOf(name)),
        role: FIRST_ROLE,
      })),
    ],
    [
      'external_identity',
      (['enterprise.first', 'university.second', 'agent.first'] as const).map((person) => ({
        id: ids.of(`identity:${person}`),
        issuer: 'https://issuer.example.org',
        subject: person,
        user_id: ids.person(person),
        created_at: longAgo,
      })),
    ],
    [
      'second_factor',
      (['enterprise.second', 'university.second'] as const).map((person) => ({
        user_id: ids.person(person),
        sealed_secret: 'opens with no key',
        confirmed_at: longAgo,
        last_step: 0,
        created_at: longAgo,
      })),
    ],
    [
      'stored_file',
      [...FILE_OWNERS, ...INSTRUMENT_FILES].map((name) => ({
        id: ids.of(`file:${name}`),
        owner_organisation_id: ids.organisation(name.split('.')[0] as OrganisationName),
        name: '证明.pdf',
        media_type: 'application/pdf',
        size_bytes: FILE_CONTENT.length,
        sha256: createHash('sha256').update(FILE_CONTENT).digest('hex'),
        created_at: longAgo,
      })),
    ],
    ['invitation', (['enterprise', 'university'] as const).map((name) => invitationRow(ids, name))],
    [
      'delegation',
      [
        delegationRow(ids, 'delegation:enterprise', 'enterprise'),
        delegationRow(ids, 'delegation:university', 'university'),
        {
          ...delegationRow(ids, REVOKED_DELEGATION, 'enterprise2'),
          revoked_at: DateTime.utc(),
        },
      ],
    ],
    ['payee_account', payeeAccountRows(ids)],
    ['provider_admission', admissionRows(ids)],
  ];
}

function organisationRow(ids: Ids, name: OrganisationName): Row {
  const organisation: CastOrganisation = ORGANISATIONS[name];
  return {
    id: ids.organisation(name),
    name_zh: organisation.nameZh,
    credit_code: `TEST${ids.organisation(name).slice(-14)}`,
    kind: organisation.kind,
    legal_form: organisation.legalForm,
    affiliation: organisation.affiliation,
    supervisor_id: organisation.supervisor
      ? ids.organisation(organisation.supervisor as OrganisationName)
      : null,
    region_code: organisation.regionCode,
    contact_name: '王晓',
    contact_phone: '0573-83640000',
    legal_representative: `${name} 的法定代表人`,
    controller: `${name} 的实际控制人`,
    verification: name === 'county2' ? 'pending' : 'verified',
    verification_reason: '曾经退回补正',
    version: 1,
    created_at: longAgo,
  };
}

const longAgo = DateTime.utc().minus({ days: 30 });

/** Argon2id of random bytes that nobody kept. */
const NO_PASSWORD =
  '$argon2id$v=19$m=19456,t=2,p=1$v1Pj1LwYAb0xAJQo+gKnQQ$52t3JZE1oHMK8H3Jn2eBDIq+49vU+WHXbxgQAFe0V4I';

const userRow = (ids: Ids, name: Somebody): Row => ({
  id: ids.of(`member:${name}`),
  kind: name.endsWith('machine') ? 'machine' : 'person',
  login: name,
  display_name: '测试人员',
  email: `${name}@example.org`,
  phone: '13800000000',
  password_hash: NO_PASSWORD,
  password_changed_at: name.endsWith('outdated') ? DateTime.utc().minus({ days: 400 }) : longAgo,
  active: !name.endsWith('suspended'),
  created_at: longAgo,
});

const invitationRow = (ids: Ids, organisation: 'enterprise' | 'university'): Row => ({
  id: ids.of(`invitation:${organisation}`),
  organisation_id: ids.organisation(organisation),
  email: 'guest@example.org',
  roles: ['enterprise_member'],
  state: 'open',
  invited_by: ids.person(`${organisation}.second`),
  created_at: longAgo,
  expires_at: DateTime.utc().plus({ days: 7 }),
});

const delegationRow = (ids: Ids, name: string, principal: (typeof FILE_OWNERS)[number]): Row => ({
  id: ids.of(name),
  principal_id: ids.organisation(principal),
  agent_id: ids.organisation('agent'),
  actions: ['claims', 'reservations'],
  starts_on: '2020-01-01',
  ends_on: '2099-12-31',
  file_id: ids.of(`file:${principal}`),
  granted_by: ids.person(`${principal}.second`),
  created_at: longAgo,
  revoked_at: null,
});

function payeeAccountRows(ids: Ids): Row[] {
  const cipher = new FieldCipher(SECRET, 'payee account');
  const account = (owner: OrganisationName, state: string, parts: Row): Row => {
    const id = ids.of(`payee-account:${owner}.${state}`);
    return {
      id,
      organisation_id: ids.organisation(owner),
      account_name: ORGANISATIONS[owner].nameZh,
      bank: '测试银行嘉兴分行',
      sealed_number: cipher.seal('6222000000000000000', id),
      number_ending: '0000',
      proof_file_id: ids.of(`file:${owner}`),
      state,
      proposed_by: ids.person(`${owner}.first`),
      confirmed_by: null,
      decided_by: null,
      active_from: null,
      created_at: longAgo,
      version: 1,
      ...parts,
    };
  };
  const active = (owner: (typeof FILE_OWNERS)[number]): Row =>
    account(owner, 'active', {
      confirmed_by: ids.person(`${owner}.second`),
      decided_by: ids.person('bureau.second'),
      active_from: longAgo,
    });
  return [
    ...[active('enterprise'), active('university'), active('shanghai')],
    account('enterprise', 'proposed', {}),
    account('university', 'confirmed', { confirmed_by: ids.person('university.second') }),
  ];
}

function admissionRows(ids: Ids): Row[] {
  const admission = (owner: 'shanghai' | 'university', state: string, account: string): Row => ({
    id: ids.of(`provider-admission:${owner}`),
    organisation_id: ids.organisation(owner),
    commitment_file_id: ids.of(`file:${owner}`),
    payee_account_id: ids.of(`payee-account:${account}`),
    abilities: ['材料检测'],
    state,
    applied_by: ids.person(`${owner}.first`),
    decided_by: state === 'returned' ? ids.person('bureau.second') : null,
    reason: state === 'returned' ? '请补充承诺书' : null,
    created_at: longAgo,
    decided_at: state === 'returned' ? longAgo : null,
    version: 1,
  });
  return [
    admission('shanghai', 'returned', 'shanghai.active'),
    admission('university', 'submitted', 'university.active'),
  ];
}
