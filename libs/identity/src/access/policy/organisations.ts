import { type AccessRow, any, ours, when } from '../access-row';
import { ROLES } from '../roles';
import { ADMINISTRATORS, BUREAU, LOCAL_REVIEWERS, READERS } from './roles';

const organisation = { object: 'organisation' } as const;
/** The reviewer's own organisation, and one the reviewer belongs to, are the service's to refuse. */
const decide = {
  ...organisation,
  who: [any('bureau_reviewer'), when(['county_reviewer'], 'jurisdiction')],
} satisfies AccessRow;
/** Which roles each of them may give is in people/role.rules.ts; bureau_admin until there is a security_admin. */
const people = {
  ...organisation,
  who: [ours(...ADMINISTRATORS), any('security_admin', 'bureau_admin')],
} satisfies AccessRow;
const file = { object: 'file', who: [ours(...ROLES), any(...READERS)] } satisfies AccessRow;

/** Organisations, their people and their files. */
export const ORGANISATIONS_POLICY = {
  'regions.list': { who: 'anyone' },
  'departments.list': { who: 'anyone' },
  'registrations.create': { who: 'anyone' },

  'organisations.create': { who: [any(...BUREAU, 'county_reviewer')] },
  'organisations.list': { who: [any(...READERS, ...LOCAL_REVIEWERS, 'security_admin')] },
  'organisations.get': { ...organisation, who: 'signed-in' },
  'organisations.update': {
    ...organisation,
    who: [ours(...ADMINISTRATORS), any('bureau_admin')],
  },
  'organisations.verify': decide,
  'organisations.sendBack': decide,

  'members.list': {
    ...organisation,
    who: [ours(...ADMINISTRATORS), any('security_admin', 'bureau_admin', 'auditor')],
  },
  'members.create': { ...organisation, who: [any('security_admin', 'bureau_admin')] },
  'members.changeRoles': people,
  // Everybody may leave; whom else somebody may remove is the service's to tell.
  'members.remove': {
    ...organisation,
    who: [ours(...ROLES), any('security_admin', 'bureau_admin')],
  },

  'invitations.create': people,
  'invitations.list': people,
  'invitations.withdraw': { ...people, object: 'invitation' },
  'invitations.preview': { who: 'anyone' },
  'invitations.accept': { who: 'anyone' },

  'files.create': { who: 'signed-in' },
  'files.get': file,
  'files.content': file,
} satisfies Record<string, AccessRow>;
