import { useQuery } from '@tanstack/react-query';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { verificationQuery } from '../api';
import { useAuditTexts } from '../texts';

/** 完整性校验: computes the chain again when asked, and says in one sentence what it found. */
export function VerificationPanel() {
  const texts = useAuditTexts();
  const { data, error, isFetching, refetch } = useQuery(verificationQuery);
  return (
    <section className="panel stack">
      <div className="row-between">
        <div>
          <h2>{texts('verifyTitle')}</h2>
          <p className="muted">{texts('verifyWhy')}</p>
        </div>
        <Button busy={isFetching} onClick={() => void refetch()}>
          {isFetching ? texts('verifying') : texts('verify')}
        </Button>
      </div>
      {error && <ProblemNotice error={error} />}
      {data?.sound && (
        <p className="notice notice-success" role="status">
          {texts('sound', {
            blocks: data.blocks,
            entries: data.entries,
            heads: data.heads,
            unsealed: data.unsealedEntries,
          })}
        </p>
      )}
      {data && !data.sound && (
        <div className="notice notice-danger" role="alert">
          <strong>{texts('broken')}</strong>
          <ul>
            {data.findings.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
