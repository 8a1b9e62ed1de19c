import { useEffect, useState } from 'react';
import { useCommonTexts } from '@/shared/i18n/common-texts';

const SHOW_AFTER_MS = 150;

type LoadingProps = { rows?: number; height?: number };

/** Placeholders of the final shape; nothing at all for the first 150 ms, so that fast answers do not flicker. */
export function Loading({ rows = 3, height = 96 }: LoadingProps) {
  const texts = useCommonTexts();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <div className="stack" role="status">
      <span className="visually-hidden">{texts('loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="skeleton" style={{ height }} />
      ))}
    </div>
  );
}
