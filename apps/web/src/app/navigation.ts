import {
  ADMINISTRATORS,
  BUREAU,
  ENTERPRISE,
  hasRole,
  LAB,
  OVERSIGHT,
  REVIEWERS,
  type Role,
} from '@/shared/roles';

// Line icons of 24 × 24 as one path each, shown in the phone's tab bar.
const ICONS = {
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v5M16 3v5',
  voucher: 'M3 8V6h18v2a4 4 0 0 0 0 8v2H3v-2a4 4 0 0 0 0-8zM10 9v6',
  money: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 8l4 5 4-5M12 13v5M9 14h6',
  list: 'M8 6h13M8 12h13M8 18h13M4 6h.01M4 12h.01M4 18h.01',
  check: 'M5 4h14v16H5zM9 12l2 2 4-4',
  people:
    'M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 20a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 14a6 6 0 0 1 3 6',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  paper: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7',
  sync: 'M4 12a8 8 0 0 1 14-5l2 2M20 12a8 8 0 0 1-14 5l-2-2M20 4v5h-5M4 20v-5h5',
} as const;

/** One entry of the main navigation. */
export type NavigationItem = {
  to:
    | '/instruments'
    | '/reservations'
    | '/orders'
    | '/vouchers'
    | '/claims'
    | '/lab'
    | '/lab/instruments'
    | '/gov/review'
    | '/gov/claims'
    | '/gov/sync'
    | '/gov/organisations'
    | '/gov/audit'
    | '/organisation';
  label:
    | 'find'
    | 'reservations'
    | 'orders'
    | 'vouchers'
    | 'claims'
    | 'labDay'
    | 'labInstruments'
    | 'review'
    | 'govClaims'
    | 'sync'
    | 'organisations'
    | 'audit'
    | 'organisation';
  icon: string;
  roles: readonly Role[];
};

const ITEMS: readonly NavigationItem[] = [
  { to: '/lab', label: 'labDay', icon: ICONS.calendar, roles: LAB },
  { to: '/lab/instruments', label: 'labInstruments', icon: ICONS.list, roles: LAB },
  {
    to: '/gov/review',
    label: 'review',
    icon: ICONS.check,
    roles: [...REVIEWERS, 'bureau_admin', 'auditor'],
  },
  {
    to: '/gov/organisations',
    label: 'organisations',
    icon: ICONS.people,
    roles: REVIEWERS,
  },
  { to: '/gov/claims', label: 'govClaims', icon: ICONS.money, roles: BUREAU },
  { to: '/gov/sync', label: 'sync', icon: ICONS.sync, roles: OVERSIGHT },
  {
    to: '/instruments',
    label: 'find',
    icon: ICONS.search,
    roles: [...ENTERPRISE, ...LAB, ...BUREAU],
  },
  { to: '/reservations', label: 'reservations', icon: ICONS.calendar, roles: ENTERPRISE },
  {
    to: '/orders',
    label: 'orders',
    icon: ICONS.paper,
    roles: [...ENTERPRISE, ...LAB, 'holder_admin'],
  },
  { to: '/vouchers', label: 'vouchers', icon: ICONS.voucher, roles: ENTERPRISE },
  { to: '/claims', label: 'claims', icon: ICONS.money, roles: ENTERPRISE },
  { to: '/gov/audit', label: 'audit', icon: ICONS.eye, roles: ['auditor'] },
  {
    to: '/organisation',
    label: 'organisation',
    icon: ICONS.people,
    roles: [...ADMINISTRATORS, 'department_reviewer', 'measure_reporter', 'measure_reviewer'],
  },
];

/** What a person's navigation shows, first entry is the home page. */
export function navigationFor(person: { roles: readonly string[] }): NavigationItem[] {
  return ITEMS.filter((item) => hasRole(person, item.roles));
}

/** Who may open a page of the navigation. */
export function rolesOf(to: NavigationItem['to']): readonly Role[] {
  return ITEMS.find((item) => item.to === to)?.roles ?? [];
}
