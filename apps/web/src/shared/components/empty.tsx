import type { ReactNode } from 'react';

type EmptyProps = { title: string; why: string; action?: ReactNode };

/** An empty list says why it is empty and offers one way on. */
export function Empty({ title, why, action }: EmptyProps) {
  return (
    <div className="panel empty">
      <svg
        viewBox="0 0 72 72"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.500"
        aria-hidden="true"
      >
        <path d="M36 10c13 15 19 24 19 34a19 19 0 0 1-38 0c0-10 6-19 19-34z" />
        <path d="M27 46a9 9 0 0 0 9 9" strokeLinecap="round" />
      </svg>
      <h2>{title}</h2>
      <p>{why}</p>
      {action && <div className="empty-action">{action}</div>}
    </div>
  );
}
