import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { ListView } from '@/shared/components/query-view';
import { claimsQuery } from '../api';
import { useClaimTexts } from '../texts';
import { ClaimCard } from './claim-card';

function NoClaims() {
  const texts = useClaimTexts();
  const action = (
    <Link to="/reservations" className="chip">
      {texts('toReservations')}
    </Link>
  );
  return <Empty title={texts('noneTitle')} why={texts('noneWhy')} action={action} />;
}

function Correct({ claimId }: { claimId: string }) {
  const texts = useClaimTexts();
  return (
    <Link to="/claims/$claimId/correct" params={{ claimId }} className="chip">
      {texts('correct')}
    </Link>
  );
}

/** 兑付: the organisation's claims and how far they are. */
export function MyClaimsPage() {
  const texts = useClaimTexts();
  const query = useInfiniteQuery(claimsQuery());
  return (
    <Page title={texts('mineTitle')} lead={texts('mineLead')}>
      <ListView query={query} empty={<NoClaims />}>
        {(claims) => (
          <div className="card-list">
            {claims.map((claim) => (
              <ClaimCard
                key={claim.id}
                claim={claim}
                actions={claim.state === 'returned' && <Correct claimId={claim.id} />}
              />
            ))}
          </div>
        )}
      </ListView>
    </Page>
  );
}
