import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { orderQuery } from '@/shared/api/orders';
import { Page } from '@/shared/components/page';
import { QueryView } from '@/shared/components/query-view';
import { claimQuery, type Claim } from '../api';
import { useClaimTexts } from '../texts';
import { ClaimView } from './claim-view';

const route = getRouteApi('/signed-in/claims/$claimId/correct');

function Correction({ claim }: { claim: Claim }) {
  const query = useQuery(orderQuery(claim.orderId));
  return (
    <QueryView query={query}>{(order) => <ClaimView order={order} returned={claim} />}</QueryView>
  );
}

/** 补正: the papers of a returned claim, to be put right and handed in again. */
export function CorrectClaimPage() {
  const texts = useClaimTexts();
  const { claimId } = route.useParams();
  const query = useQuery(claimQuery(claimId));
  return (
    <Page title={texts('correctTitle')}>
      <QueryView query={query}>{(claim) => <Correction claim={claim} />}</QueryView>
    </Page>
  );
}
