import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { ReasonSheet } from '@/shared/components/reason-sheet';
import { toast } from '@/shared/components/toast';
import { useLanguage } from '@/shared/i18n/language';
import { regionName } from '@/shared/reference/names';
import { hasRole, REVIEWERS } from '@/shared/roles';
import { type Organisation, pendingQuery, useVerify } from '../api';
import { useOrganisationTexts } from '../texts';

function Decision({ id }: { id: string }) {
  const texts = useOrganisationTexts();
  const verify = useVerify(id);
  const [isOpen, setOpen] = useState(false);
  const phrases = (['phrase1', 'phrase2', 'phrase3'] as const).map((key) => texts(key));
  return (
    <>
      {verify.error && !isOpen && <ProblemNotice error={verify.error} />}
      <div className="form-actions">
        <Button onClick={() => setOpen(true)}>{texts('return')}</Button>
        <Button
          primary
          busy={verify.isPending && !isOpen}
          onClick={() =>
            verify.mutate({ action: 'verify' }, { onSuccess: () => toast(texts('verifiedNow')) })
          }
        >
          {texts('verify')}
        </Button>
      </div>
      {isOpen && (
        <ReasonSheet
          title={texts('returnTitle')}
          phrases={phrases}
          busy={verify.isPending}
          error={verify.error}
          onSubmit={(reason) =>
            verify.mutate(
              { action: 'return', reason },
              { onSuccess: () => toast(texts('returnedNow')) },
            )
          }
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function OrganisationCard({ organisation }: { organisation: Organisation }) {
  const texts = useOrganisationTexts();
  const language = useLanguage();
  const mayDecide = hasRole(useMe(), REVIEWERS);
  return (
    <article className="panel stack">
      <h2>{organisation.nameZh}</h2>
      <dl className="facts">
        <div className="fact">
          <dt>{texts('creditCode')}</dt>
          <dd>{organisation.creditCode}</dd>
        </div>
        <div className="fact">
          <dt>{texts('place')}</dt>
          <dd>{regionName(organisation.regionCode, language)}</dd>
        </div>
      </dl>
      {mayDecide && <Decision id={organisation.id} />}
    </article>
  );
}

/** 单位审核: organisations that registered themselves, each with the two answers. */
export function VerificationPage() {
  const texts = useOrganisationTexts();
  const query = useInfiniteQuery(pendingQuery);
  return (
    <Page title={texts('reviewTitle')} lead={texts('reviewLead')}>
      <ListView query={query} empty={<Empty title={texts('noneTitle')} why={texts('noneWhy')} />}>
        {(organisations) => (
          <div className="card-list">
            {organisations.map((organisation) => (
              <OrganisationCard key={organisation.id} organisation={organisation} />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
