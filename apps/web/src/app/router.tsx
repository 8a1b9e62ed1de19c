import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { readFindSearch, readSlotSearch } from '@/features/booking/search';
import { onSignedOut } from '@/shared/api/query-client';
import { Loading } from '@/shared/components/loading';
import { ENTERPRISE, LAB } from '@/shared/roles';
import { readText } from '@/shared/search-params';
import { ErrorPage, ErrorPageAlone, NotFoundPage } from './error-pages';
import { openHome, requireRole, requireSignIn } from './guards';
import { rolesOf } from './navigation';
import { Shell } from './shell';

const root = createRootRoute();

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { from?: string } => readText(search, ['from']),
  component: lazyRouteComponent(
    () => import('@/features/session/components/sign-in-page'),
    'SignInPage',
  ),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: requireSignIn,
  component: Shell,
  errorComponent: ErrorPageAlone,
});

const home = createRoute({ getParentRoute: () => signedIn, path: '/', beforeLoad: openHome });

const find = createRoute({
  getParentRoute: () => signedIn,
  path: '/instruments',
  validateSearch: readFindSearch,
  component: lazyRouteComponent(
    () => import('@/features/booking/components/find-page'),
    'FindPage',
  ),
});

const instrument = createRoute({
  getParentRoute: () => signedIn,
  path: '/instruments/$instrumentId',
  validateSearch: readSlotSearch,
  component: lazyRouteComponent(
    () => import('@/features/booking/components/instrument-page'),
    'InstrumentPage',
  ),
});

const reservations = createRoute({
  getParentRoute: () => signedIn,
  path: '/reservations',
  validateSearch: (search): { made?: string } => readText(search, ['made']),
  beforeLoad: requireRole(rolesOf('/reservations')),
  component: lazyRouteComponent(
    () => import('@/features/reservations/components/my-reservations-page'),
    'MyReservationsPage',
  ),
});

const vouchers = createRoute({
  getParentRoute: () => signedIn,
  path: '/vouchers',
  beforeLoad: requireRole(rolesOf('/vouchers')),
  component: lazyRouteComponent(
    () => import('@/features/claims/components/vouchers-page'),
    'VouchersPage',
  ),
});

const claims = createRoute({
  getParentRoute: () => signedIn,
  path: '/claims',
  beforeLoad: requireRole(rolesOf('/claims')),
  component: lazyRouteComponent(
    () => import('@/features/claims/components/my-claims-page'),
    'MyClaimsPage',
  ),
});

const newClaim = createRoute({
  getParentRoute: () => signedIn,
  path: '/claims/new/$orderId',
  beforeLoad: requireRole(ENTERPRISE),
  component: lazyRouteComponent(
    () => import('@/features/claims/components/new-claim-page'),
    'NewClaimPage',
  ),
});

const correctClaim = createRoute({
  getParentRoute: () => signedIn,
  path: '/claims/$claimId/correct',
  beforeLoad: requireRole(ENTERPRISE),
  component: lazyRouteComponent(
    () => import('@/features/claims/components/correct-claim-page'),
    'CorrectClaimPage',
  ),
});

const labDay = createRoute({
  getParentRoute: () => signedIn,
  path: '/lab',
  validateSearch: (search): { date?: string } => readText(search, ['date']),
  beforeLoad: requireRole(LAB),
  component: lazyRouteComponent(
    () => import('@/features/reservations/components/lab-day-page'),
    'LabDayPage',
  ),
});

const labInstruments = createRoute({
  getParentRoute: () => signedIn,
  path: '/lab/instruments',
  beforeLoad: requireRole(LAB),
  component: lazyRouteComponent(
    () => import('@/features/registry/components/lab-instruments-page'),
    'LabInstrumentsPage',
  ),
});

const labImport = createRoute({
  getParentRoute: () => signedIn,
  path: '/lab/imports/$runId',
  beforeLoad: requireRole(LAB),
  component: lazyRouteComponent(
    () => import('@/features/registry/components/import-page'),
    'ImportPage',
  ),
});

const review = createRoute({
  getParentRoute: () => signedIn,
  path: '/gov/review',
  beforeLoad: requireRole(rolesOf('/gov/review')),
  component: lazyRouteComponent(
    () => import('@/features/registry/components/review-page'),
    'ReviewPage',
  ),
});

const govClaims = createRoute({
  getParentRoute: () => signedIn,
  path: '/gov/claims',
  beforeLoad: requireRole(rolesOf('/gov/claims')),
  component: lazyRouteComponent(
    () => import('@/features/claims/components/claims-review-page'),
    'ClaimsReviewPage',
  ),
});

const sync = createRoute({
  getParentRoute: () => signedIn,
  path: '/gov/sync',
  beforeLoad: requireRole(rolesOf('/gov/sync')),
  component: lazyRouteComponent(() => import('@/features/sync/components/sync-page'), 'SyncPage'),
});

const notFound = createRoute({
  getParentRoute: () => signedIn,
  path: '$',
  component: NotFoundPage,
});

const pages = [
  home,
  find,
  instrument,
  reservations,
  vouchers,
  claims,
  newClaim,
  correctClaim,
  labDay,
  labInstruments,
  labImport,
  review,
  govClaims,
  sync,
  notFound,
] as const;

/** The map of the site; every page is a chunk of its own. */
export const router = createRouter({
  routeTree: root.addChildren([signIn, signedIn.addChildren(pages)]),
  defaultErrorComponent: ErrorPage,
  defaultPendingComponent: Loading,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { from: href } });
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
