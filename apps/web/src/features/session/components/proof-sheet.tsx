import { useEffect, useState } from 'react';
import { onProofRequired } from '@/shared/api/query-client';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { Sheet } from '@/shared/components/sheet';
import { TextField } from '@/shared/components/text-field';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useProof } from '../api';
import { useSessionTexts } from '../texts';

function ProofForm({ onClose }: { onClose: () => void }) {
  const texts = useSessionTexts();
  const common = useCommonTexts();
  const { secondFactor } = useMe();
  const proof = useProof();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const submit = () => {
    if (!password || (secondFactor.enabled && !code)) return;
    proof.mutate(
      { password, ...(secondFactor.enabled && { code: code.trim() }) },
      {
        onSuccess: () => {
          toast(texts('proved'));
          onClose();
        },
      },
    );
  };
  return (
    <form className="stack" action={submit}>
      <p>{texts('proofWhy')}</p>
      <TextField
        label={common('password')}
        type="password"
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
      />
      {secondFactor.enabled && (
        <TextField
          label={common('code')}
          hint={common('codeHint')}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
        />
      )}
      {proof.error && <ProblemNotice error={proof.error} />}
      <div className="form-actions">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button primary type="submit" busy={proof.isPending}>
          {common('confirm')}
        </Button>
      </div>
    </form>
  );
}

/** Opens whenever the API wants to know again who is there; what was being done stays as it is and is sent again by hand. */
export function ProofSheet() {
  const texts = useSessionTexts();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => onProofRequired(() => setOpen(true)), []);
  if (!isOpen) return null;
  const close = () => setOpen(false);
  return (
    <Sheet title={texts('proofTitle')} onClose={close}>
      <ProofForm onClose={close} />
    </Sheet>
  );
}
