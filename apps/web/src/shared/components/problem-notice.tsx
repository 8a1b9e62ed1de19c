import { useCommonTexts } from '@/shared/i18n/common-texts';
import { ProblemError } from '@/shared/problem';
import type { ReactNode } from 'react';

type ProblemNoticeProps = { error: Error; children?: ReactNode };

function NumberLine({ number }: { number: string }) {
  const texts = useCommonTexts();
  const copy = () => void navigator.clipboard?.writeText(number);
  return (
    <p className="small">
      {texts('errorNumber', { number })}{' '}
      <button type="button" className="quiet-button" onClick={copy}>
        {texts('copy')}
      </button>
    </p>
  );
}

/** A refusal in a sentence: what happened, every reason, what to do (children), and the number to quote on the phone. */
export function ProblemNotice({ error, children }: ProblemNoticeProps) {
  const texts = useCommonTexts();
  if (!(error instanceof ProblemError)) {
    return (
      <div className="notice notice-danger" role="alert">
        {texts('errorNetwork')}
        {children}
      </div>
    );
  }
  const { title, detail, errors, reasons, instance } = error.problem;
  const points = [...reasons, ...errors].map((point) => point.message);
  return (
    <div className="notice notice-danger stack-tight" role="alert">
      <strong>{title}</strong>
      {detail && detail !== title && points.length === 0 && <p>{detail}</p>}
      {points.length > 0 && (
        <ul>
          {points.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      )}
      {children}
      {error.status >= 500 && instance && <NumberLine number={instance} />}
    </div>
  );
}
