import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PriceLine } from '@/shared/components/price-line';
import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { instrumentName } from '@/shared/reference/names';
import { formatPeriod } from '@/shared/time';
import type { Reservation } from '../api';
import { useReservationTexts } from '../texts';

type ReservationCardProps = {
  reservation: Reservation;
  isNew?: boolean;
  showUser?: boolean;
  actions: ReactNode;
};

/** One booking: when, which instrument, its state, its price, and what can be done now. */
export function ReservationCard({
  reservation,
  isNew = false,
  showUser = false,
  actions,
}: ReservationCardProps) {
  const texts = useReservationTexts();
  const language = useLanguage();
  const { instrument, userOrganisation, startsAt, endsAt, quote, order, state } = reservation;
  return (
    <article className={`panel booked-card stack-tight ${isNew ? 'booked-card-new' : ''}`}>
      <div className="row-between">
        <div>
          <p>
            <strong>{formatPeriod(startsAt, endsAt, language)}</strong>
          </p>
          <h3>
            <Link to="/instruments/$instrumentId" params={{ instrumentId: instrument.id }}>
              {instrumentName(instrument, language)}
            </Link>
          </h3>
        </div>
        <span className="row">
          {isNew && <span className="tag tag-blue">{texts('made')}</span>}
          <StateTag state={state} />
        </span>
      </div>
      {showUser && <p className="muted">{userOrganisation.nameZh}</p>}
      <div className="row-between">
        <div>
          <PriceLine {...quote} />
          <p className="muted small">
            {texts('order')} {order.number}
          </p>
        </div>
        <div className="row">{actions}</div>
      </div>
    </article>
  );
}
