import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { orderQuery } from '@/shared/api/orders';
import { Page } from '@/shared/components/page';
import { QueryView } from '@/shared/components/query-view';
import { useClaimTexts } from '../texts';
import { ClaimView } from './claim-view';

const route = getRouteApi('/signed-in/claims/new/$orderId');

/** 兑付申请 of one order: the checklist, the invoice, the proof of payment. */
export function NewClaimPage() {
  const texts = useClaimTexts();
  const { orderId } = route.useParams();
  const query = useQuery(orderQuery(orderId));
  return (
    <Page title={texts('newTitle')}>
      <QueryView query={query}>{(order) => <ClaimView order={order} />}</QueryView>
    </Page>
  );
}
