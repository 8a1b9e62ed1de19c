import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCategoryName } from '@/shared/api/categories';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { instrumentName, regionName } from '@/shared/reference/names';
import { hasRole, REVIEWERS } from '@/shared/roles';
import { formatDate } from '@/shared/time';
import { submittedQuery, useRegistrationStep, type Registration } from '../api';
import { useFundingText } from '../funding-texts';
import { useRegistryTexts } from '../texts';

function Decision({ registration: { id } }: { registration: Registration }) {
  const texts = useRegistryTexts();
  const step = useRegistrationStep(id);
  const [isOpen, setOpen] = useState(false);
  const phrases = (['phrase1', 'phrase2', 'phrase3', 'phrase4', 'phrase5'] as const).map((key) =>
    texts(key),
  );
  return (
    <>
      {step.error && !isOpen && <ProblemNotice error={step.error} />}
      <div className="form-actions">
        <Button onClick={() => setOpen(true)}>{texts('return')}</Button>
        <Button
          primary
          busy={step.isPending && !isOpen}
          onClick={() => step.mutate({ action: 'approve' })}
        >
          {texts('approve')}
        </Button>
      </div>
      {isOpen && (
        <ReasonSheet
          title={texts('returnTitle')}
          phrases={phrases}
          busy={step.isPending}
          error={step.error}
          onSubmit={(reason) =>
            step.mutate({ action: 'return', reason }, { onSuccess: () => setOpen(false) })
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function useFacts(registration: Registration): [string, string][] {
  const texts = useRegistryTexts();
  const language = useLanguage();
  const funding = useFundingText();
  const categoryName = useCategoryName();
  const { reportDueOn } = registration;
  return [
    [texts('holder'), registration.holderNameZh],
    [texts('value'), formatFen(registration.originalValueFen)],
    [texts('funding'), registration.fundingClasses.map(funding).join(' · ')],
    [
      texts('accepted_on'),
      registration.acceptedOn +
        (reportDueOn ? ` · ${texts('dueOn', { date: formatDate(reportDueOn, language) })}` : ''),
    ],
    [texts('category'), categoryName(registration.categoryCode)],
    [texts('place'), `${regionName(registration.regionCode, language)} ${registration.address}`],
  ];
}

function RegistrationCard({
  registration,
  mayDecide,
}: {
  registration: Registration;
  mayDecide: boolean;
}) {
  const texts = useRegistryTexts();
  const language = useLanguage();
  const facts = useFacts(registration);
  return (
    <article className="panel stack">
      <div className="row-between">
        <div>
          <h2>{instrumentName(registration, language)}</h2>
          <p className="muted">
            {registration.model} · {registration.manufacturer} · {registration.assetNumber}
          </p>
        </div>
        <span className="row">
          {registration.mustShare && <span className="tag tag-blue">{texts('mustShare')}</span>}
          <StateTag state={registration.status} />
        </span>
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {mayDecide && <Decision registration={registration} />}
    </article>
  );
}

/** 登记审核: registrations that wait for the bureau, each with its facts and the two answers. */
export function ReviewPage() {
  const texts = useRegistryTexts();
  const mayDecide = hasRole(useMe(), REVIEWERS);
  const query = useInfiniteQuery(submittedQuery);
  const refresh = <Button onClick={() => void query.refetch()}>{texts('refresh')}</Button>;
  return (
    <Page title={texts('reviewTitle')} lead={texts('reviewLead')}>
      <ListView
        query={query}
        empty={
          <Empty title={texts('reviewNoneTitle')} why={texts('reviewNoneWhy')} action={refresh} />
        }
      >
        {(registrations) => (
          <div className="card-list">
            {registrations.map((registration) => (
              <RegistrationCard
                key={registration.id}
                registration={registration}
                mayDecide={mayDecide}
              />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
