import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { readAuditSearch } from '@/features/audit/search';
import { readFindSearch, readSlotSearch } from '@/features/booking/search';
import { readOrdersSearch } from '@/features/orders/search';
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

const register = createRoute({
  getParentRoute: () => root,
  path: '/register',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/register-page'),
    'RegisterPage',
  ),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/forgot-password-page'),
    'ForgotPasswordPage',
  ),
});

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/reset-password-page'),
    'ResetPasswordPage',
  ),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/invitation-page'),
    'InvitationPage',
  ),
});

const orderConfirmation = createRoute({
  getParentRoute: () => root,
  path: '/order-confirmation',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/order-confirmation-page'),
    'OrderConfirmationPage',
  ),
});

const orderCompletion = createRoute({
  getParentRoute: () => root,
  path: '/order-completion',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/order-completion-page'),
    'OrderCompletionPage',
  ),
});

const displacementAnswer = createRoute({
  getParentRoute: () => root,
  path: '/displacement-answer',
  component: lazyRouteComponent(
    () => import('@/features/entry/components/displacement-answer-page'),
    'DisplacementAnswerPage',
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

const orders = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders',
  validateSearch: readOrdersSearch,
  component: lazyRouteComponent(
    () => import('@/features/orders/components/orders-page'),
    'OrdersPage',
  ),
});

const order = createRoute({
  getParentRoute: () => signedIn,
  path: '/orders/$orderId',
  component: lazyRouteComponent(
    () => import('@/features/orders/components/order-page'),
    'OrderPage',
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

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(
    () => import('@/features/account/components/account-page'),
    'AccountPage',
  ),
});

const organisation = createRoute({
  getParentRoute: () => signedIn,
  path: '/organisation',
  component: lazyRouteComponent(
    () => import('@/features/organisation/components/organisation-page'),
    'OrganisationPage',
  ),
});

const verification = createRoute({
  getParentRoute: () => signedIn,
  path: '/gov/organisations',
  beforeLoad: requireRole(rolesOf('/gov/organisations')),
  component: lazyRouteComponent(
    () => import('@/features/organisation/components/verification-page'),
    'VerificationPage',
  ),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/gov/audit',
  validateSearch: readAuditSearch,
  beforeLoad: requireRole(rolesOf('/gov/audit')),
  component: lazyRouteComponent(
    () => import('@/features/audit/components/audit-page'),
    'AuditPage',
  ),
});

const notFound = createRoute({
  getParentRoute: () => signedIn,
  path: '$',
  component: NotFoundPage,
});

const entries = [
  signIn,
  register,
  forgotPassword,
  resetPassword,
  invitation,
  orderConfirmation,
  orderCompletion,
  displacementAnswer,
] as const;

const pages = [
  home,
  find,
  instrument,
  reservations,
  orders,
  order,
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
  account,
  organisation,
  verification,
  audit,
  notFound,
] as const;

/** The map of the site; every page is a chunk of its own. */
export const router = createRouter({
  routeTree: root.addChildren([...entries, signedIn.addChildren(pages)]),
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
