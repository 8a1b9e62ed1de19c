import { useQuery } from '@tanstack/react-query';
import { quoteQuery, type QuoteRequest } from '@/shared/api/quotes';
import { vouchersQuery, type Voucher } from '@/shared/api/vouchers';
import { Button } from '@/shared/components/button';
import { Loading } from '@/shared/components/loading';
import { PriceLine } from '@/shared/components/price-line';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { QueryView } from '@/shared/components/query-view';
import { Sheet } from '@/shared/components/sheet';
import { useLanguage } from '@/shared/i18n/language';
import { useVoucherReason } from '@/shared/i18n/money-texts';
import type { Period } from '@/shared/problem';
import { instrumentName } from '@/shared/reference/names';
import { useRested } from '@/shared/rested';
import { formatPeriod } from '@/shared/time';
import type { InstrumentDetail } from '../api';
import { formPeriod, periodFields } from '../booking-form';
import { useBookingTexts } from '../texts';
import { useBooking } from '../use-booking';
import { TimeFields, VoucherField, WorkFields } from './booking-fields';
import { BookingRefusal } from './booking-refusal';
import { HoldTimer } from './hold-timer';

const STEP_MINUTES = 30;

function LiveQuote({ request }: { request: QuoteRequest | null }) {
  const texts = useBookingTexts();
  const reasonText = useVoucherReason();
  const rested = useRested(request === null ? '' : JSON.stringify(request));
  const quote = useQuery(quoteQuery(rested ? (JSON.parse(rested) as QuoteRequest) : null));
  if (!request) return <p className="quote muted">{texts('fillFirst')}</p>;
  if (quote.error) return <ProblemNotice error={quote.error} />;
  if (!quote.data) return <p className="quote muted">{texts('quoting')}</p>;
  const { voucherReason } = quote.data;
  return (
    <div className="quote" aria-live="polite" aria-busy={quote.isFetching}>
      <PriceLine {...quote.data}>
        {request.voucherId && voucherReason && (
          <p className="voucher-note">
            {texts('voucherNotUsed', { reason: reasonText(voucherReason) })}
          </p>
        )}
      </PriceLine>
    </div>
  );
}

type BookingFormViewProps = { instrument: InstrumentDetail; period: Period; vouchers: Voucher[] };

function BookingFormView({ instrument, period, vouchers }: BookingFormViewProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const booking = useBooking(instrument, period, vouchers);
  const { form, change, slot, faults, refusal } = booking;
  const fields = {
    form,
    faults,
    onChange: change,
    stepMinutes: instrument.bookingPolicy.startGridMinutes ?? STEP_MINUTES,
  };
  const { startsAt, endsAt } = formPeriod(form);
  return (
    <form className="stack" action={booking.submit}>
      <div>
        <h3>{instrumentName(instrument, language)}</h3>
        <p className="muted">
          {faults.period ? instrument.model : formatPeriod(startsAt, endsAt, language)}
        </p>
      </div>
      {slot.hold && <HoldTimer hold={slot.hold} prolong={slot.prolong} renew={slot.renew} />}
      <TimeFields {...fields} />
      <WorkFields {...fields} />
      <VoucherField {...fields} />
      <section className="stack-tight" aria-label={texts('price')}>
        <h3>{texts('price')}</h3>
        <LiveQuote request={booking.request} />
      </section>
      {refusal && (
        <BookingRefusal error={refusal} onChoose={(other) => change(periodFields(other))} />
      )}
      <Button primary type="submit" block busy={booking.isSending}>
        {texts('submit')}
      </Button>
    </form>
  );
}

type BookingSheetProps = { instrument: InstrumentDetail; period: Period; onClose: () => void };

/** The booking sheet: the slot is held while time, purpose, samples and voucher are filled in beside the live price. */
export function BookingSheet({ instrument, period, onClose }: BookingSheetProps) {
  const texts = useBookingTexts();
  const vouchers = useQuery(vouchersQuery);
  return (
    <Sheet title={texts('sheetTitle')} place="side" onClose={onClose}>
      <QueryView query={vouchers} loading={<Loading rows={4} height={64} />}>
        {(known) => <BookingFormView instrument={instrument} period={period} vouchers={known} />}
      </QueryView>
    </Sheet>
  );
}
