import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useRequestReset } from '../api';
import { useEntryTexts } from '../texts';

/** 忘记密码: asks for a link by mail. */
export function ForgotPasswordPage() {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  const request = useRequestReset();
  const [login, setLogin] = useState('');
  const submit = () => {
    if (login) request.mutate(login);
  };
  if (request.isSuccess) {
    return (
      <PublicPage title={texts('forgotTitle')}>
        <p className="notice notice-success" role="status">
          {texts('resetSent')}
        </p>
        <Link to="/sign-in">{common('signIn')}</Link>
      </PublicPage>
    );
  }
  return (
    <PublicPage title={texts('forgotTitle')} lead={texts('forgotLead')}>
      <form className="panel stack" action={submit}>
        <TextField
          label={common('login')}
          value={login}
          onChange={setLogin}
          autoComplete="username"
        />
        {request.error && <ProblemNotice error={request.error} />}
        <Button primary type="submit" block busy={request.isPending}>
          {texts('sendLink')}
        </Button>
      </form>
    </PublicPage>
  );
}
