import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { linkToken, useCompleteReset } from '../api';
import { useEntryTexts } from '../texts';

/** 重置密码: where the link of the mail leads. */
export function ResetPasswordPage() {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const reset = useCompleteReset();
  const [token] = useState(linkToken);
  const [password, setPassword] = useState('');
  const submit = () => {
    if (password) reset.mutate({ token: token || '-', password });
  };
  if (reset.isSuccess) {
    return (
      <PublicPage title={texts('resetTitle')}>
        <p className="notice notice-success" role="status">
          {texts('resetDone')}
        </p>
        <Link to="/sign-in">{common('signIn')}</Link>
      </PublicPage>
    );
  }
  return (
    <PublicPage title={texts('resetTitle')} lead={texts('resetLead')}>
      <form className="panel stack" action={submit}>
        <TextField
          label={common('newPassword')}
          hint={common('passwordHint')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        {reset.error && <ProblemNotice error={reset.error} />}
        <Button primary type="submit" block busy={reset.isPending}>
          {texts('setPassword')}
        </Button>
      </form>
    </PublicPage>
  );
}
