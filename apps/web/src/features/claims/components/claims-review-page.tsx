import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/shared/api/me';
import { Button } from '@/shared/components/button';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { ListView } from '@/shared/components/query-view';
import { formatFen } from '@/shared/money';
import { hasRole, OVERSIGHT, REVIEWERS } from '@/shared/roles';
import { claimsQuery, useCreateBatch, type Claim } from '../api';
import { useClaimTexts } from '../texts';
import { ClaimCard } from './claim-card';
import { ClaimDecision } from './claim-decision';
import { PaymentBatches } from './payment-batches';

const TABS = [
  { tab: 'pending', state: 'submitted' },
  { tab: 'approved', state: 'approved' },
  { tab: 'all', state: undefined },
] as const;

type Tab = (typeof TABS)[number]['tab'];

function Tabs({ tab, onChange }: { tab: Tab; onChange: (tab: Tab) => void }) {
  const texts = useClaimTexts();
  return (
    <fieldset className="choices">
      <legend className="visually-hidden">{texts('show')}</legend>
      {TABS.map(({ tab: value }) => (
        <label key={value}>
          <input
            type="radio"
            name="claims"
            checked={tab === value}
            onChange={() => onChange(value)}
          />
          <span>{texts(value)}</span>
        </label>
      ))}
    </fieldset>
  );
}

type PayableProps = { claims: Claim[] };

/** Approved claims to tick and put on one payment list. */
function PayableClaims({ claims }: PayableProps) {
  const texts = useClaimTexts();
  const create = useCreateBatch();
  const [ticked, setTicked] = useState<string[]>([]);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const chosen = claims.filter(({ id }) => ticked.includes(id));
  const amount = formatFen(chosen.reduce((sum, { amountFen }) => sum + amountFen, 0));
  const toggle = (id: string) => {
    setTicked(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id]);
    setKey(crypto.randomUUID());
  };
  const makeBatch = () =>
    create.mutate(
      { claimIds: chosen.map(({ id }) => id), key },
      { onSuccess: () => setTicked([]) },
    );
  const tick = (claim: Claim) => (
    <label className="check">
      <input
        type="checkbox"
        checked={ticked.includes(claim.id)}
        onChange={() => toggle(claim.id)}
      />
      <span className="visually-hidden">
        {texts('select', { name: `${claim.payeeNameZh} ${claim.orderNumber}` })}
      </span>
    </label>
  );
  return (
    <div className="card-list">
      {claims.map((claim) => (
        <ClaimCard key={claim.id} claim={claim} lead={tick(claim)} />
      ))}
      {create.error && <ProblemNotice error={create.error} />}
      <div className="form-actions">
        <Button primary disabled={chosen.length === 0} busy={create.isPending} onClick={makeBatch}>
          {texts('makeBatch', { n: chosen.length, amount })}
        </Button>
      </div>
    </div>
  );
}

function ClaimList({ tab }: { tab: Tab }) {
  const texts = useClaimTexts();
  const me = useMe();
  const state = TABS.find(({ tab: known }) => known === tab)?.state;
  const query = useInfiniteQuery(claimsQuery(state));
  const mayDecide = hasRole(me, REVIEWERS);
  const refresh = <Button onClick={() => void query.refetch()}>{texts('refresh')}</Button>;
  return (
    <ListView
      query={query}
      empty={<Empty title={texts('nothingTitle')} why={texts('nothingWhy')} action={refresh} />}
    >
      {(claims) =>
        tab === 'approved' && hasRole(me, ['finance_officer']) ? (
          <PayableClaims claims={claims} />
        ) : (
          <div className="card-list">
            {claims.map((claim) => (
              <ClaimCard
                key={claim.id}
                claim={claim}
                actions={
                  mayDecide && claim.state === 'submitted' && <ClaimDecision claim={claim} />
                }
              />
            ))}
          </div>
        )
      }
    </ListView>
  );
}

/** 兑付审核: reviewers decide on claims, finance pays the approved ones in batches. */
export function ClaimsReviewPage() {
  const texts = useClaimTexts();
  const me = useMe();
  const isFinance = hasRole(me, ['finance_officer']);
  const [tab, setTab] = useState<Tab>(isFinance ? 'approved' : 'pending');
  return (
    <Page
      title={texts('reviewTitle')}
      lead={texts('reviewLead')}
      actions={<Tabs tab={tab} onChange={setTab} />}
    >
      <div className="stack">
        <ClaimList key={tab} tab={tab} />
        {hasRole(me, OVERSIGHT) && <PaymentBatches />}
      </div>
    </Page>
  );
}
