import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useActFor, useSignOut } from '@/features/session/api';
import { ProofSheet } from '@/features/session/components/proof-sheet';
import { useMe } from '@/shared/api/me';
import { LanguageSwitch } from '@/shared/components/language-switch';
import { navigationFor } from './navigation';
import { useAppTexts } from './texts';

function Navigation() {
  const texts = useAppTexts();
  const items = navigationFor(useMe());
  return (
    <nav className="shell-nav" aria-label={texts('navigation')}>
      {items.map(({ to, label, icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/lab', includeSearch: false }}>
          <svg
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.700"
            strokeLinejoin="round"
            strokeLinecap="round"
            aria-hidden="true"
          >
            <path d={icon} />
          </svg>
          {texts(label)}
        </Link>
      ))}
    </nav>
  );
}

function Account() {
  const texts = useAppTexts();
  const me = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut(() => void navigate({ to: '/sign-in' }));
  return (
    <div className="shell-account">
      <Link
        to="/account"
        className="shell-who"
        aria-label={`${texts('account')} ${me.displayName}`}
      >
        <span>{me.displayName}</span>
        <span>{me.organisation.nameZh}</span>
      </Link>
      <OrganisationSwitch />
      <LanguageSwitch />
      <button type="button" className="quiet-button" onClick={() => signOut.mutate()}>
        {texts('signOut')}
      </button>
    </div>
  );
}

/** Only for people of several organisations, or agents of others. */
function OrganisationSwitch() {
  const texts = useAppTexts();
  const { organisation, organisations, agentOrganisation } = useMe();
  const navigate = useNavigate();
  const actFor = useActFor();
  if (organisations.length < 2) return null;
  const choiceOf = (id: string, delegationId?: string | null) => `${id} ${delegationId ?? ''}`;
  const current = organisations.find(
    ({ id, delegationId }) =>
      id === organisation.id && Boolean(delegationId) === Boolean(agentOrganisation),
  );
  const choose = (choice: string) => {
    const [organisationId = '', delegationId] = choice.split(' ');
    actFor.mutate(
      { organisationId, ...(delegationId && { delegationId }) },
      { onSuccess: () => void navigate({ to: '/' }) },
    );
  };
  return (
    <select
      className="input shell-switch"
      aria-label={texts('actFor')}
      value={current && choiceOf(current.id, current.delegationId)}
      onChange={(event) => choose(event.target.value)}
    >
      {organisations.map(({ id, nameZh, delegationId }) => (
        <option key={choiceOf(id, delegationId)} value={choiceOf(id, delegationId)}>
          {delegationId ? `代 ${nameZh}` : nameZh}
        </option>
      ))}
    </select>
  );
}

/** What a person must know on every page about the footing on which they act. */
function Footing() {
  const texts = useAppTexts();
  const { organisation, agentOrganisation } = useMe();
  if (agentOrganisation) {
    return (
      <p className="notice notice-warning">
        {texts('asAgent', { organisation: organisation.nameZh })}
      </p>
    );
  }
  if (organisation.verification === 'verified') return null;
  return <p className="notice notice-warning">{texts('notVerified')}</p>;
}

/** The frame of every page behind sign-in: header, navigation by role (tab bar on a phone), content, footer. */
export function Shell() {
  const texts = useAppTexts();
  const { secondFactor } = useMe();
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        {texts('skip')}
      </a>
      <header className="shell-header">
        <div className="shell-bar">
          <Link to="/" className="brand">
            <img src="/favicon.svg" alt="" /> {texts('site')}
          </Link>
          <Navigation />
          <Account />
        </div>
      </header>
      <main id="content" className="shell-main" tabIndex={-1}>
        <Footing />
        <Outlet />
        <ProofSheet />
      </main>
      <footer className="shell-footer">
        {texts('footer')}
        {secondFactor.reason === 'demonstration' && <p>{texts('demonstration')}</p>}
      </footer>
    </div>
  );
}
