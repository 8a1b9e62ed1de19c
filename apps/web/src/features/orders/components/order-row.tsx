import { Link } from '@tanstack/react-router';
import { useMe } from '@/shared/api/me';
import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { civilDate, formatDate } from '@/shared/time';
import type { ListedOrder } from '../api';
import { useDetailTexts } from '../detail-texts';
import { isMyTurn } from '../next-actions';
import { orderTag } from '../order-state';
import { sideOf } from '../sides';
import { useOrderTexts } from '../texts';

function useOthers(order: ListedOrder): string {
  const { userOrganisationNameZh: user, providerNameZh: provider } = order;
  const side = sideOf(useMe(), order);
  if (side === 'office') return `${user} → ${provider}`;
  return side === 'provider' ? user : provider;
}

/** One order of a list: what it is, with whom, how far, and what it costs. */
export function OrderRow({ order }: { order: ListedOrder }) {
  const texts = useOrderTexts();
  const details = useDetailTexts();
  const language = useLanguage();
  const others = useOthers(order);
  const { id, number, kind, instrumentNameZh, promisedOn, feeFen, actualFen } = order;
  return (
    <article className="panel order-row">
      <div>
        <h2 className="row card-title">
          <Link to="/orders/$orderId" params={{ orderId: id }} className="order-row-number">
            {number}
          </Link>
          <StateTag state={orderTag(order.state)} />
          {order.late && <StateTag state="late" />}
          {isMyTurn(order) && <span className="tag tag-blue">{texts('yourTurn')}</span>}
        </h2>
        <p>{[texts(kind), instrumentNameZh, others].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="order-row-fee">
        {(actualFen ?? feeFen) > 0 && <strong>{formatFen(actualFen ?? feeFen)}</strong>}
        <p className="muted small">
          {promisedOn
            ? `${details('promisedOn')} ${formatDate(promisedOn, language)}`
            : formatDate(civilDate(order.createdAt), language)}
        </p>
      </div>
    </article>
  );
}
