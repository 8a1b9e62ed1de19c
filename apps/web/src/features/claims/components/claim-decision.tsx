import { useState } from 'react';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { useDecideClaim, type Claim } from '../api';
import { useClaimTexts } from '../texts';

const PHRASES = {
  return: ['returnPhrase1', 'returnPhrase2', 'returnPhrase3'],
  reject: ['rejectPhrase1', 'rejectPhrase2', 'rejectPhrase3'],
} as const;

/** The reviewer's three answers to a claim; a refusal asks for its reason. */
export function ClaimDecision({ claim }: { claim: Claim }) {
  const texts = useClaimTexts();
  const decide = useDecideClaim(claim.id);
  const [open, setOpen] = useState<'return' | 'reject' | null>(null);
  return (
    <>
      {decide.error && !open && <ProblemNotice error={decide.error} />}
      <Button onClick={() => setOpen('reject')}>{texts('reject')}</Button>
      <Button onClick={() => setOpen('return')}>{texts('return')}</Button>
      <Button
        primary
        busy={decide.isPending && !open}
        onClick={() => decide.mutate({ action: 'approve' })}
      >
        {texts('approve')}
      </Button>
      {open && (
        <ReasonSheet
          title={texts(open === 'return' ? 'returnTitle' : 'rejectTitle')}
          phrases={PHRASES[open].map((phrase) => texts(phrase))}
          busy={decide.isPending}
          error={decide.error}
          onSubmit={(reason) =>
            decide.mutate({ action: open, reason }, { onSuccess: () => setOpen(null) })
          }
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
