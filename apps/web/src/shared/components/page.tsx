import { useEffect, type ReactNode } from 'react';
import { useLanguage } from '@/shared/i18n/language';

const SITE = { zh: '嘉仪', en: 'Jiayi' };

/** Names the browser's tab after what it shows, in the language of the interface. */
export function useTabTitle(title: string): void {
  const site = SITE[useLanguage()];
  useEffect(() => {
    document.title = `${title} · ${site}`;
  }, [title, site]);
}

type PageProps = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page with its one heading; the heading is also the browser tab's title. */
export function Page({ title, lead, actions, children }: PageProps) {
  useTabTitle(title);
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          {lead && <p className="page-lead">{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </div>
      {children}
    </>
  );
}
