import { Link } from '@tanstack/react-router';
import { useDurationText } from '@/shared/duration';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import type { Period } from '@/shared/problem';
import { instrumentName, isOutsideJiaxing, regionName } from '@/shared/reference/names';
import { civilDate, formatHours, formatPeriod, weekdayText } from '@/shared/time';
import { FREE_TIME_LIMIT, type AvailableInstrument, type InstrumentSummary } from '../api';
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

/** What a search for free time brought, for the cards to pick their own part. */
export type SlotSearch = {
  found: readonly AvailableInstrument[] | undefined;
  minutes: number;
  failed: boolean;
};

type NoSlotsProps = { instrumentId: string; slots: SlotSearch };

/** Without slots: none is free, or the search did not come this far. */
function NoSlots({ instrumentId, slots: { found, failed } }: NoSlotsProps) {
  const texts = useBookingTexts();
  const sawAll = found !== undefined && found.length < FREE_TIME_LIMIT;
  return (
    <div className="row">
      {(sawAll || failed) && (
        <span className="muted small">{texts(failed ? 'slotsFailed' : 'noSlots')}</span>
      )}
      {!sawAll && (
        <Link to="/instruments/$instrumentId" params={{ instrumentId }} className="chip">
          {texts('seeSlots')}
        </Link>
      )}
    </div>
  );
}

type InstrumentCardProps = { instrument: InstrumentSummary; slots: SlotSearch };

/** One instrument of the list: what it is, where, what it costs, and the next three slots to book with one tap. */
export function InstrumentCard({ instrument, slots }: InstrumentCardProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const found = slots.found?.find((candidate) => candidate.instrument.id === instrument.id);
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
        {found && <CardPrice found={found} minutes={slots.minutes} />}
        {found ? (
          <SlotLinks instrumentId={instrument.id} slots={found.slots} />
        ) : (
          <NoSlots instrumentId={instrument.id} slots={slots} />
        )}
      </div>
    </article>
  );
}
