import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMe } from '@/shared/api/me';
import { Empty } from '@/shared/components/empty';
import { Page } from '@/shared/components/page';
import { QueryView } from '@/shared/components/query-view';
import { StateTag } from '@/shared/components/state-tag';
import { ProblemError } from '@/shared/problem';
import { orderPageQuery, type Order } from '../api';
import { orderTag } from '../order-state';
import { sideOf } from '../sides';
import { useOrderTexts } from '../texts';
import { ActionsPanel } from './actions-panel';
import { AttachmentsPanel } from './attachments-panel';
import { ChangePanel } from './change-panel';
import { ContractPanel } from './contract-panel';
import { DisputePanel } from './dispute-panel';
import { HistoryPanel } from './history-panel';
import { MoneyPanel } from './money-panel';
import { OrderFacts } from './order-facts';
import { PricePanel } from './price-panel';

const route = getRouteApi('/signed-in/orders/$orderId');

function AllOrders() {
  const texts = useOrderTexts();
  return (
    <Link to="/orders" className="chip">
      {texts('all')}
    </Link>
  );
}

/** What it is and with whom, as its reader calls it. */
function useLead(order: Order): string {
  const texts = useOrderTexts();
  const side = sideOf(useMe(), order);
  const { userNameZh, providerNameZh, instrumentNameZh } = order;
  const others = {
    user: [providerNameZh],
    provider: [userNameZh],
    both: [providerNameZh],
    office: [userNameZh, providerNameZh],
  }[side];
  return [texts(order.kind), instrumentNameZh, ...others].filter(Boolean).join(' · ');
}

function OrderView({ order }: { order: Order }) {
  const tags = (
    <>
      <StateTag state={orderTag(order.state)} />
      {order.sampleOrder?.late && <StateTag state="late" />}
      <AllOrders />
    </>
  );
  return (
    <Page title={order.number} lead={useLead(order)} actions={tags}>
      <div className="order-columns">
        <div className="stack">
          <ActionsPanel order={order} />
          <DisputePanel order={order} />
          <ChangePanel order={order} />
          <PricePanel order={order} />
          <OrderFacts order={order} />
        </div>
        <div className="stack">
          <MoneyPanel order={order} />
          <ContractPanel order={order} />
          <AttachmentsPanel order={order} />
          <HistoryPanel order={order} />
        </div>
      </div>
    </Page>
  );
}

function NoSuchOrder() {
  const texts = useOrderTexts();
  return (
    <Page title={texts('order')}>
      <Empty title={texts('missingTitle')} why={texts('missingWhy')} action={<AllOrders />} />
    </Page>
  );
}

/** One order as its reader sees it, whichever side they stand on. */
export function OrderPage() {
  const texts = useOrderTexts();
  const { orderId } = route.useParams();
  const query = useQuery(orderPageQuery(orderId));
  if (query.data) return <OrderView order={query.data} />;
  if (query.error instanceof ProblemError && query.error.status === 404) return <NoSuchOrder />;
  return (
    <Page title={texts('order')}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  );
}
