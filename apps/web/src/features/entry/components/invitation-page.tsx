import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/shared/api/client';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { QueryView } from '@/shared/components/query-view';
import { TextField } from '@/shared/components/text-field';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { ProblemError } from '@/shared/problem';
import { useRoleNames } from '@/shared/reference/role-names';
import { invitationQuery, linkToken, useAcceptInvitation } from '../api';
import { useEntryTexts } from '../texts';

type Preview = Schemas['InvitationPreview'];

type Person = { login: string; displayName: string; password: string };

type NewAccountFieldsProps = {
  person: Person;
  set: (part: Partial<Person>) => void;
  faultOf: (pointer: string) => string | null;
};

function NewAccountFields({ person, set, faultOf }: NewAccountFieldsProps) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  return (
    <>
      <TextField
        label={common('displayName')}
        value={person.displayName}
        onChange={(displayName) => set({ displayName })}
        autoComplete="name"
        error={faultOf('/displayName')}
      />
      <TextField
        label={common('login')}
        value={person.login}
        onChange={(login) => set({ login })}
        autoComplete="username"
        error={faultOf('/login')}
      />
      <TextField
        label={common('password')}
        hint={common('passwordHint')}
        type="password"
        value={person.password}
        onChange={(password) => set({ password })}
        autoComplete="new-password"
        error={faultOf('/password')}
      />
      <p className="small">
        {texts('haveAccount')} <Link to="/sign-in">{common('signIn')}</Link>
      </p>
    </>
  );
}

function Accepted({ preview }: { preview: Preview }) {
  const texts = useEntryTexts();
  const common = useCommonTexts();
  return (
    <div className="stack">
      <p className="notice notice-success" role="status">
        {texts('invitationDone', { organisation: preview.organisationNameZh })}
      </p>
      <Link to={preview.signedIn ? '/' : '/sign-in'}>
        {preview.signedIn ? texts('goOn') : common('signIn')}
      </Link>
    </div>
  );
}

function AcceptForm({ token, preview }: { token: string; preview: Preview }) {
  const texts = useEntryTexts();
  const roleName = useRoleNames();
  const accept = useAcceptInvitation();
  const [person, setPerson] = useState<Person>({ login: '', displayName: '', password: '' });
  const faultOf = (pointer: string) =>
    accept.error instanceof ProblemError ? (accept.error.faultOf(pointer) ?? null) : null;
  if (accept.isSuccess) return <Accepted preview={preview} />;
  return (
    <form
      className="panel stack"
      action={() => accept.mutate({ token, ...(preview.needsAccount && person) })}
    >
      <p>
        {texts('invitationWhat', {
          organisation: preview.organisationNameZh,
          roles: preview.roles.map(roleName).join('、'),
        })}
      </p>
      {preview.needsAccount && (
        <NewAccountFields
          person={person}
          set={(part) => setPerson({ ...person, ...part })}
          faultOf={faultOf}
        />
      )}
      {accept.error && <ProblemNotice error={accept.error} />}
      <Button primary type="submit" block busy={accept.isPending}>
        {texts('accept')}
      </Button>
    </form>
  );
}

/** 接受邀请: where the link of an invitation leads. */
export function InvitationPage() {
  const texts = useEntryTexts();
  const [token] = useState(linkToken);
  const query = useQuery(invitationQuery(token || '-'));
  return (
    <PublicPage title={texts('invitationTitle')}>
      <QueryView query={query}>
        {(preview) => <AcceptForm token={token} preview={preview} />}
      </QueryView>
    </PublicPage>
  );
}
