import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '@/shared/api/client';
import { Button } from '@/shared/components/button';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { PublicPage } from '@/shared/components/public-page';
import { QueryView } from '@/shared/components/query-view';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { formatInstant, formatPeriod } from '@/shared/time';
import { displacementQuery, linkToken, useAnswerDisplacement } from '../api';
import { useEntryTexts } from '../texts';

type Displaced = Schemas['DisplacementPreview'];
type Proposal = Schemas['ProposalResponse'];

function Choice({
  proposal,
  busy,
  onChoose,
}: {
  proposal: Proposal;
  busy: boolean;
  onChoose: () => void;
}) {
  const texts = useEntryTexts();
  const language = useLanguage();
  const { kind, instrument, startsAt, endsAt, listFen, expiresAt } = proposal;
  const isTime = startsAt !== null && endsAt !== null;
  return (
    <section className="panel stack">
      <strong>{texts(`kind.${kind}`)}</strong>
      {isTime && (
        <p>
          {instrument.nameZh} {instrument.model} · {instrument.holderNameZh}
          <br />
          {formatPeriod(startsAt, endsAt, language)}
          {listFen !== null && ` · ${formatFen(listFen)}`}
          <br />
          <span className="small muted">
            {texts('keptUntil', { time: formatInstant(expiresAt, language) })}
          </span>
        </p>
      )}
      <div className="form-actions">
        <Button primary={kind === 'later'} busy={busy} onClick={onChoose}>
          {texts(isTime ? 'choose' : 'chooseCancel')}
        </Button>
      </div>
    </section>
  );
}

function Choices({ token, displaced }: { token: string; displaced: Displaced }) {
  const texts = useEntryTexts();
  const language = useLanguage();
  const answer = useAnswerDisplacement();
  const { instrument, startsAt, endsAt, proposals } = displaced;
  if (answer.isSuccess) {
    return (
      <p className="notice notice-success" role="status">
        {texts('displacementDone')}
      </p>
    );
  }
  return (
    <div className="stack">
      <p>
        {texts('displaced')}：{instrument.nameZh} {instrument.model} ·{' '}
        {formatPeriod(startsAt, endsAt, language)}
      </p>
      {answer.error && <ProblemNotice error={answer.error} />}
      {proposals.map((proposal) => (
        <Choice
          key={proposal.id}
          proposal={proposal}
          busy={answer.isPending}
          onChoose={() => answer.mutate({ token, proposalId: proposal.id })}
        />
      ))}
      <Button busy={answer.isPending} onClick={() => answer.mutate({ token })}>
        {texts('noneOfThese')}
      </Button>
    </div>
  );
}

/** 改期选择: a customer answers what to have instead of a displaced reservation, by the link of a mail. */
export function DisplacementAnswerPage() {
  const texts = useEntryTexts();
  const [token] = useState(linkToken);
  const query = useQuery(displacementQuery(token || '-'));
  return (
    <PublicPage title={texts('displacementTitle')} lead={texts('displacementLead')}>
      <QueryView query={query}>
        {(displaced) => <Choices token={token} displaced={displaced} />}
      </QueryView>
    </PublicPage>
  );
}
