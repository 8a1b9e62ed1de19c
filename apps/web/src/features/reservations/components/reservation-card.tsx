import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PriceLine } from '@/shared/components/price-line';
import { StateTag } from '@/shared/components/state-tag';
import { useLanguage } from '@/shared/i18n/language';
import { instrumentName } from '@/shared/reference/names';
import { formatPeriod } from '@/shared/time';
import type { Reservation } from '../api';
import { useReservationTexts } from '../texts';

/** After the service the order tells more than the booking: accepted, or disputed. */
function shownState({ state, order }: Reservation): string {
  return order.state === 'accepted' || order.state === 'disputed' ? order.state : state;
}

type ReservationCardProps = {
  reservation: Reservation;
  isNew?: boolean;
  /** On the laboratory's day, cards stand under headings of their own and say who comes. */
  forLab?: boolean;
  actions: ReactNode;
};

/** One booking: when, which instrument, its state, its price, and what can be done now. */
export function ReservationCard({
  reservation,
  isNew = false,
  forLab = false,
  actions,
}: ReservationCardProps) {
  const texts = useReservationTexts();
  const language = useLanguage();
  const Title = forLab ? 'h3' : 'h2';
  const { instrument, userOrganisation, startsAt, endsAt, quote, order } = reservation;
  return (
    <article className={`panel booked-card stack-tight ${isNew ? 'booked-card-new' : ''}`}>
      <div className="row-between">
        <div>
          <p>
            <strong>{formatPeriod(startsAt, endsAt, language)}</strong>
          </p>
          <Title className="card-title">
            <Link to="/instruments/$instrumentId" params={{ instrumentId: instrument.id }}>
              {instrumentName(instrument, language)}
            </Link>
          </Title>
        </div>
        <span className="row">
          {isNew && <span className="tag tag-blue">{texts('made')}</span>}
          <StateTag state={shownState(reservation)} />
        </span>
      </div>
      {reservation.waitsFor === 'verification' && (
        <p className="notice notice-warning">{texts('waitsForVerification')}</p>
      )}
      <p className="muted">
        {forLab ? userOrganisation.nameZh : `${instrument.model} · ${instrument.holderNameZh}`}
      </p>
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
