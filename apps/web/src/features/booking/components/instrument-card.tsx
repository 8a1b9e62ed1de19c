import { Link } from '@tanstack/react-router';
import { useDurationText } from '@/shared/duration';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import type { Period } from '@/shared/problem';
import { instrumentName, isOutsideJiaxing, regionName } from '@/shared/reference/names';
import { civilDate, formatHours, formatPeriod, weekdayText } from '@/shared/time';
import type { AvailableInstrument, InstrumentSummary } from '../api';
import { useBookingTexts } from '../texts';

const SHOWN_SLOTS = 3;

type CardPriceProps = { found: AvailableInstrument; minutes: number };

function CardPrice({ found: { quote }, minutes }: CardPriceProps) {
  const texts = useBookingTexts();
  const duration = useDurationText();
  if (!quote) return null;
  return (
    <p className="card-price">
      <strong>{formatFen(quote.listFen)}</strong>
      <span className="muted small">/ {duration(minutes)}</span>
      {quote.voucherFen > 0 && (
        <span className="gold">{texts('afterVoucher', { price: formatFen(quote.ownFen) })}</span>
      )}
    </p>
  );
}

type SlotLinksProps = { instrumentId: string; slots: readonly Period[] };

function SlotLinks({ instrumentId, slots }: SlotLinksProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  if (slots.length === 0) return <p className="muted small">{texts('noSlots')}</p>;
  return (
    <ul className="slot-list" aria-label={texts('nextSlots')}>
      {slots.slice(0, SHOWN_SLOTS).map(({ startsAt, endsAt }) => {
        const date = civilDate(startsAt);
        return (
          <li key={startsAt}>
            <Link
              to="/instruments/$instrumentId"
              params={{ instrumentId }}
              search={{ from: startsAt, to: endsAt }}
              className="chip"
              aria-label={formatPeriod(startsAt, endsAt, language)}
            >
              <span>
                {date.slice(5)} {weekdayText(date, language)}
              </span>
              <b>{formatHours(startsAt, endsAt)}</b>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

type InstrumentCardProps = {
  instrument: InstrumentSummary;
  found: AvailableInstrument | undefined;
  searching: boolean;
  minutes: number;
};

/** One instrument of the list: what it is, where, what it costs, and the next three slots to book with one tap. */
export function InstrumentCard({ instrument, found, searching, minutes }: InstrumentCardProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  return (
    <article className="panel instrument-card">
      <div className="stack-tight">
        <h2>
          <Link to="/instruments/$instrumentId" params={{ instrumentId: instrument.id }}>
            {instrumentName(instrument, language)}
          </Link>
        </h2>
        <p className="muted">
          {instrument.model} · {instrument.holderNameZh}
        </p>
        <p className="row">
          <span className="tag">{regionName(instrument.regionCode, language)}</span>
          {isOutsideJiaxing(instrument.regionCode) && (
            <span className="tag tag-gold">{texts('outsideTag')}</span>
          )}
        </p>
      </div>
      <div className="stack-tight">
        {found && <CardPrice found={found} minutes={minutes} />}
        {searching ? (
          <p className="muted small">{texts('slotsUnknown')}</p>
        ) : (
          <SlotLinks instrumentId={instrument.id} slots={found?.slots ?? []} />
        )}
      </div>
    </article>
  );
}
