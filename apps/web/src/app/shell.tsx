import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { useSignOut } from '@/features/session/api';
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
      <div className="shell-who">
        <span>{me.displayName}</span>
        <span>{me.organisation.nameZh}</span>
      </div>
      <LanguageSwitch />
      <button type="button" className="quiet-button" onClick={() => signOut.mutate()}>
        {texts('signOut')}
      </button>
    </div>
  );
}

/** The frame of every page behind sign-in: header, navigation by role (tab bar on a phone), content, footer. */
export function Shell() {
  const texts = useAppTexts();
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
        <Outlet />
      </main>
      <footer className="shell-footer">{texts('footer')}</footer>
    </div>
  );
}
