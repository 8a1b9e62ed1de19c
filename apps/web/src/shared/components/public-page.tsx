import type { ReactNode } from 'react';
import { LanguageSwitch } from './language-switch';
import { useTabTitle } from './page';
import { useCommonTexts } from '@/shared/i18n/common-texts';

type PublicPageProps = { title: string; lead?: ReactNode; children: ReactNode };

/** A page for somebody who is not signed in: one task, one column. */
export function PublicPage({ title, lead, children }: PublicPageProps) {
  const texts = useCommonTexts();
  useTabTitle(title);
  return (
    <main className="public-page stack">
      <div className="row-between">
        <a className="brand" href="/">
          <img src="/favicon.svg" alt="" /> {texts('site')}
        </a>
        <LanguageSwitch />
      </div>
      <h1>{title}</h1>
      {lead && <p className="page-lead">{lead}</p>}
      {children}
    </main>
  );
}
