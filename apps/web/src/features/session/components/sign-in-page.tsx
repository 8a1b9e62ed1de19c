import { useState } from 'react';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { Button } from '@/shared/components/button';
import { Field } from '@/shared/components/field';
import { LanguageSwitch } from '@/shared/components/language-switch';
import { useTabTitle } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { useSignIn } from '../api';
import { useSessionTexts } from '../texts';

const route = getRouteApi('/sign-in');

/** Only paths of our own: a crafted link must not send a person elsewhere after sign-in. */
function ownPath(from: string | undefined): string {
  return from && /^\/(?![/\\])/.test(from) ? from : '/';
}

function SignInForm() {
  const texts = useSessionTexts();
  const router = useRouter();
  const { from } = route.useSearch();
  const signIn = useSignIn();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [asked, setAsked] = useState(false);
  const submit = () => {
    setAsked(true);
    if (!login || !password) return;
    signIn.mutate({ login, password }, { onSuccess: () => router.history.push(ownPath(from)) });
  };
  return (
    <form className="panel stack" action={submit}>
      <h2>{texts('title')}</h2>
      <Field label={texts('login')} error={asked && !login ? texts('loginNeeded') : null}>
        {(control) => (
          <input
            {...control}
            className="input"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
        )}
      </Field>
      <Field label={texts('password')} error={asked && !password ? texts('passwordNeeded') : null}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {signIn.error && <ProblemNotice error={signIn.error} />}
      <Button primary type="submit" block busy={signIn.isPending}>
        {texts('submit')}
      </Button>
      <p className="small muted">{texts('help')}</p>
    </form>
  );
}

/** Sign-in with account and password; leads back to the page that asked for it. */
export function SignInPage() {
  const texts = useSessionTexts();
  useTabTitle(texts('title'));
  return (
    <main className="sign-in">
      <div className="sign-in-intro">
        <div className="row-between">
          <span className="brand">
            <img src="/favicon.svg" alt="" /> {texts('site')}
          </span>
          <LanguageSwitch />
        </div>
        <h1>{texts('welcome')}</h1>
        <p className="sign-in-promise">{texts('promise')}</p>
        <ul className="sign-in-points">
          <li>{texts('point1')}</li>
          <li>{texts('point2')}</li>
          <li>{texts('point3')}</li>
        </ul>
      </div>
      <SignInForm />
    </main>
  );
}
