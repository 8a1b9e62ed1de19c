import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { DataTable } from '@/shared/components/data-table';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { QueryView } from '@/shared/components/query-view';
import { TextField } from '@/shared/components/text-field';
import { toast } from '@/shared/components/toast';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { formatInstant } from '@/shared/time';
import { sessionsQuery, useChangePassword, useEndSession } from '../api';
import { useAccountTexts } from '../texts';
import { IdentitiesPanel } from './identities-panel';
import { SecondFactorPanel } from './second-factor-panel';

function PasswordPanel() {
  const texts = useAccountTexts();
  const common = useCommonTexts();
  const language = useLanguage();
  const { passwordChangeDueAt } = useMe();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const submit = () => {
    if (!current || !next) return;
    change.mutate(
      { current, next },
      {
        onSuccess: () => {
          setCurrent('');
          setNext('');
          toast(texts('changed'));
        },
      },
    );
  };
  return (
    <form className="panel stack" action={submit}>
      <h2>{texts('password')}</h2>
      {passwordChangeDueAt && (
        <p className="muted">
          {texts('dueOn', { date: formatInstant(passwordChangeDueAt, language) })}
        </p>
      )}
      <TextField
        label={texts('current')}
        type="password"
        value={current}
        onChange={setCurrent}
        autoComplete="current-password"
      />
      <TextField
        label={common('newPassword')}
        hint={common('passwordHint')}
        type="password"
        value={next}
        onChange={setNext}
        autoComplete="new-password"
      />
      {change.error && <ProblemNotice error={change.error} />}
      <div className="form-actions">
        <Button type="submit" busy={change.isPending}>
          {texts('change')}
        </Button>
      </div>
    </form>
  );
}

function SessionsPanel() {
  const texts = useAccountTexts();
  const common = useCommonTexts();
  const language = useLanguage();
  const query = useQuery(sessionsQuery);
  const end = useEndSession();
  return (
    <section className="panel stack">
      <h2>{texts('sessions')}</h2>
      {end.error && <ProblemNotice error={end.error} />}
      <QueryView query={query}>
        {(sessions) => (
          <DataTable
            caption={texts('sessions')}
            rows={sessions}
            keyOf={({ id }) => id}
            columns={[
              { heading: texts('device'), cell: ({ device }) => device || '–' },
              { heading: common('organisation'), cell: ({ organisation }) => organisation.nameZh },
              { heading: texts('address'), cell: ({ address }) => address || '–' },
              { heading: texts('seen'), cell: ({ seenAt }) => formatInstant(seenAt, language) },
              {
                heading: common('actions'),
                quiet: true,
                cell: ({ id, current }) =>
                  current ? (
                    <span className="muted">{texts('thisOne')}</span>
                  ) : (
                    <Button
                      onClick={() => end.mutate(id, { onSuccess: () => toast(texts('ended')) })}
                    >
                      {texts('end')}
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
    </section>
  );
}

function DataPanel() {
  const texts = useAccountTexts();
  return (
    <section className="panel stack">
      <h2>{texts('data')}</h2>
      <p>{texts('dataWhy')}</p>
      <div className="form-actions">
        <a className="button" href="/api/v1/me/personal-data" download="jiayi-personal-data.json">
          {texts('download')}
        </a>
      </div>
    </section>
  );
}

/** 账号安全: password, second factor, devices and personal data of the person signed in. */
export function AccountPage() {
  const texts = useAccountTexts();
  const { login, organisation, restrictedBy } = useMe();
  return (
    <Page title={texts('title')} lead={texts('lead', { login, organisation: organisation.nameZh })}>
      <div className="stack">
        {restrictedBy && (
          <p className="notice notice-warning" role="status">
            {texts(restrictedBy === 'password' ? 'restrictedPassword' : 'restrictedFactor')}
          </p>
        )}
        {restrictedBy !== 'password' && <SecondFactorPanel />}
        <PasswordPanel />
        {!restrictedBy && <IdentitiesPanel />}
        {!restrictedBy && <SessionsPanel />}
        {!restrictedBy && <DataPanel />}
      </div>
    </Page>
  );
}
