import { useEffect, type ReactNode } from 'react';

const SITE = { zh: '嘉仪', en: 'Jiayi' };

type PageProps = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page with its one heading; the heading is also the browser tab's title. */
export function Page({ title, lead, actions, children }: PageProps) {
  const site = SITE[document.documentElement.lang === 'en' ? 'en' : 'zh'];
  useEffect(() => {
    document.title = `${title} · ${site}`;
  }, [title, site]);
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
