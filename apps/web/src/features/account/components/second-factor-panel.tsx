import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { TextField } from '@/shared/components/text-field';
import { toast } from '@/shared/components/toast';
import { useConfirmFactor, useEnrol, useRemoveFactor, useRenewCodes } from '../api';
import { useAccountTexts } from '../texts';
import { QrCode } from './qr-code';

function RecoveryCodes({ codes }: { codes: string[] }) {
  const texts = useAccountTexts();
  return (
    <div className="notice notice-success stack-tight" role="status">
      <strong>{texts('codesTitle')}</strong>
      <p>{texts('codesWhy')}</p>
      <ul className="code-list">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Enrolment({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const texts = useAccountTexts();
  const enrol = useEnrol();
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  if (!enrol.data) {
    return (
      <>
        {enrol.error && <ProblemNotice error={enrol.error} />}
        <Button primary busy={enrol.isPending} onClick={() => enrol.mutate(undefined)}>
          {texts('enrol')}
        </Button>
      </>
    );
  }
  const submit = () => {
    if (code.trim())
      confirm.mutate(code.trim(), { onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes) });
  };
  return (
    <form className="stack" action={submit}>
      <p>{texts('scan')}</p>
      <QrCode text={enrol.data.uri} label={texts('qr')} />
      <code className="secret-key">{enrol.data.secret}</code>
      <TextField
        label={texts('enterCode')}
        value={code}
        onChange={setCode}
        inputMode="numeric"
        autoComplete="one-time-code"
      />
      {confirm.error && <ProblemNotice error={confirm.error} />}
      <Button primary type="submit" busy={confirm.isPending}>
        {texts('confirmCode')}
      </Button>
    </form>
  );
}

function Enabled({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const texts = useAccountTexts();
  const { required } = useMe().secondFactor;
  const renew = useRenewCodes();
  const remove = useRemoveFactor();
  const error = renew.error ?? remove.error;
  return (
    <>
      {error && <ProblemNotice error={error} />}
      <div className="form-actions">
        {!required && (
          <Button
            busy={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: () => toast(texts('removed')) })}
          >
            {texts('remove')}
          </Button>
        )}
        <Button
          busy={renew.isPending}
          onClick={() =>
            renew.mutate(undefined, { onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes) })
          }
        >
          {texts('renew')}
        </Button>
      </div>
    </>
  );
}

/** 双因素认证: set up, renew its recovery codes, or switch off where no role needs it. */
export function SecondFactorPanel() {
  const texts = useAccountTexts();
  const { enabled, recoveryCodesLeft, reason } = useMe().secondFactor;
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <section className="panel stack">
      <h2>{texts('factor')}</h2>
      <p>{enabled ? texts('factorOn', { n: recoveryCodesLeft }) : texts('factorOff')}</p>
      {reason === 'demonstration' && <p className="muted">{texts('factorDemonstration')}</p>}
      {codes.length > 0 && <RecoveryCodes codes={codes} />}
      {enabled ? <Enabled onCodes={setCodes} /> : <Enrolment onCodes={setCodes} />}
    </section>
  );
}
