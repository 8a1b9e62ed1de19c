import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { providersQuery } from '@/shared/api/identity-providers';
import { Button } from '@/shared/components/button';
import { LanguageSwitch } from '@/shared/components/language-switch';
import { useTabTitle } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { isCodeRequired, useProviderSignIn, useSignIn } from '../api';
import { useSessionTexts } from '../texts';

const route = getRouteApi('/sign-in');

/** Only paths of our own: a crafted link must not send a person elsewhere after sign-in. */
function ownPath(from: string | undefined): string {
  return from && /^\/(?![/\\])/.test(from) ? from : '/';
}

/** What went wrong at another issuer, as the fragment of the address says. */
function useProviderProblem(): string | null {
  const texts = useSessionTexts();
  const code = /^#?problem=([a-z-]+)$/.exec(useRouter().state.location.hash)?.[1];
  if (!code) return null;
  return texts(code === 'identity-unknown' ? 'identityUnknown' : 'providerFailed');
}

function Providers() {
  const texts = useSessionTexts();
  const { data } = useQuery(providersQuery);
  const start = useProviderSignIn();
  if (!data || data.length === 0) return null;
  return (
    <div className="stack">
      {start.error && <ProblemNotice error={start.error} />}
      {data.map(({ name, label }) => (
        <Button key={name} block busy={start.isPending} onClick={() => start.mutate(name)}>
          {texts('with', { provider: label })}
        </Button>
      ))}
    </div>
  );
}

type Entered = { login: string; password: string; code: string };

type CredentialFieldsProps = {
  entered: Entered;
  set: (part: Partial<Entered>) => void;
  needsCode: boolean;
  asked: boolean;
};

function CredentialFields({ entered, set, needsCode, asked }: CredentialFieldsProps) {
  const texts = useSessionTexts();
  const common = useCommonTexts();
  return (
    <>
      <TextField
        label={texts('login')}
        value={entered.login}
        onChange={(login) => set({ login })}
        autoComplete="username"
        error={asked && !entered.login ? texts('loginNeeded') : null}
      />
      <TextField
        label={texts('password')}
        type="password"
        value={entered.password}
        onChange={(password) => set({ password })}
        autoComplete="current-password"
        error={asked && !entered.password ? texts('passwordNeeded') : null}
      />
      {needsCode && (
        <TextField
          label={common('code')}
          hint={common('codeHint')}
          value={entered.code}
          onChange={(code) => set({ code })}
          autoComplete="one-time-code"
          error={asked && !entered.code ? common('fieldNeeded') : null}
        />
      )}
    </>
  );
}

function SignInForm() {
  const texts = useSessionTexts();
  const router = useRouter();
  const { from } = route.useSearch();
  const signIn = useSignIn();
  const [entered, setEntered] = useState<Entered>({ login: '', password: '', code: '' });
  const [asked, setAsked] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const problem = useProviderProblem();
  const askForCode = () => {
    setNeedsCode(true);
    setAsked(false);
  };
  const submit = () => {
    setAsked(true);
    const { login, password, code } = entered;
    if (!login || !password || (needsCode && !code)) return;
    signIn.mutate(
      { login, password, ...(needsCode && { code: code.trim() }) },
      {
        onSuccess: () => router.history.push(ownPath(from)),
        onError: (error) => isCodeRequired(error) && askForCode(),
      },
    );
  };
  return (
    <form className="panel stack" action={submit}>
      <h2>{texts('title')}</h2>
      {problem && <p className="notice notice-danger">{problem}</p>}
      <CredentialFields
        entered={entered}
        set={(part) => setEntered({ ...entered, ...part })}
        needsCode={needsCode}
        asked={asked}
      />
      {signIn.error && !isCodeRequired(signIn.error) && <ProblemNotice error={signIn.error} />}
      <Button primary type="submit" block busy={signIn.isPending}>
        {texts('submit')}
      </Button>
      <Providers />
      <p className="row-between small">
        <Link to="/register">{texts('register')}</Link>
        <Link to="/forgot-password">{texts('forgot')}</Link>
      </p>
    </form>
  );
}

/** Sign-in with account, password and second factor, or through another issuer; leads back to the page that asked for it. */
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
