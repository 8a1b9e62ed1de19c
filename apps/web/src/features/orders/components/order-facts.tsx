import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '@/shared/i18n/language';
import { usePurposeTexts } from '@/shared/i18n/money-texts';
import { formatInstant, formatPeriod } from '@/shared/time';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { machineTimeQuery, type Order } from '../api';
import { useOrderTexts } from '../texts';
import { Facts } from './facts';
import { OfflineFacts } from './offline-facts';
import { SampleFacts } from './sample-facts';

function useMachineTime(order: Order): string | null {
  const language = useLanguage();
  const { data } = useQuery({ ...machineTimeQuery(order), enabled: order.kind === 'slot' });
  return data ? formatPeriod(data.startsAt, data.endsAt, language) : null;
}

function InstrumentLink({ order: { instrumentId, instrumentNameZh } }: { order: Order }) {
  if (!instrumentId || !instrumentNameZh) return null;
  return (
    <Link to="/instruments/$instrumentId" params={{ instrumentId }}>
      {instrumentNameZh}
    </Link>
  );
}

/** 订单内容: who does what for whom, and when. */
export function OrderFacts({ order }: { order: Order }) {
  const texts = useOrderTexts();
  const common = useCommonTexts();
  const purposes = usePurposeTexts();
  const language = useLanguage();
  const machineTime = useMachineTime(order);
  const { sampleOrder, offlineOrder, completedAt, acceptedAt } = order;
  return (
    <section className="panel stack-tight" aria-labelledby="facts">
      <h2 id="facts">{texts('facts')}</h2>
      <Facts
        facts={[
          [texts('machineTime'), machineTime && <strong>{machineTime}</strong>],
          [
            common('instrument'),
            order.instrumentId && <InstrumentLink key="instrument" order={order} />,
          ],
          [texts('provider'), order.providerNameZh],
          [texts('user'), order.userNameZh],
          [texts('purpose'), purposes(order.purpose)],
          [texts('sampleCount'), sampleOrder ? null : order.sampleCount],
          [texts('placed'), formatInstant(order.createdAt, language)],
          [texts('completed'), completedAt && formatInstant(completedAt, language)],
          [texts('acceptedAt'), acceptedAt && formatInstant(acceptedAt, language)],
        ]}
      />
      {sampleOrder && <SampleFacts sample={sampleOrder} />}
      {offlineOrder && <OfflineFacts order={order} offline={offlineOrder} />}
    </section>
  );
}
