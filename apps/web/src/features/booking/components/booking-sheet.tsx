import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { vouchersQuery, type Voucher } from '@/shared/api/vouchers';
import { Button } from '@/shared/components/button';
import { Loading } from '@/shared/components/loading';
import { PriceLine } from '@/shared/components/price-line';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { QueryView } from '@/shared/components/query-view';
import { Sheet } from '@/shared/components/sheet';
import { toast } from '@/shared/components/toast';
import { useLanguage } from '@/shared/i18n/language';
import { useVoucherReason } from '@/shared/i18n/money-texts';
import { ProblemError, type Period } from '@/shared/problem';
import { instrumentName } from '@/shared/reference/names';
import { formatPeriod } from '@/shared/time';
import { quoteQuery, useReserve, type BookingRequest, type InstrumentDetail } from '../api';
import {
  bookingRequest,
  faultsOf,
  formPeriod,
  newBookingForm,
  periodFields,
  rememberPurpose,
  type BookingForm,
} from '../booking-form';
import { useBookingTexts } from '../texts';
import { TimeFields, VoucherField, WorkFields } from './booking-fields';

const STEP_MINUTES = 30;
const REST_MS = 250;

/** The value once it has rested, so that typing does not ask for a price with every key. */
function useRested<Value>(value: Value): Value {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

function LiveQuote({ request }: { request: BookingRequest | null }) {
  const texts = useBookingTexts();
  const reasonText = useVoucherReason();
  const rested = useRested(request === null ? null : JSON.stringify(request));
  const quote = useQuery(
    quoteQuery(rested === null ? null : (JSON.parse(rested) as BookingRequest)),
  );
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

type RefusalProps = { error: Error; onChoose: (period: Period) => void };

/** Why the booking was not taken; a clash offers the nearest free times, and the form stays as it is. */
function Refusal({ error, onChoose }: RefusalProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const alternatives =
    error instanceof ProblemError && error.status === 409 ? error.problem.alternatives : [];
  if (alternatives.length === 0) return <ProblemNotice error={error} />;
  return (
    <div className="notice notice-warning stack-tight" role="alert">
      <strong>{texts('conflictTitle')}</strong>
      <p>{texts('chooseOther')}</p>
      <div className="stack-tight">
        {alternatives.map((period) => (
          <button
            type="button"
            className="chip"
            key={period.startsAt}
            onClick={() => onChoose(period)}
          >
            {formatPeriod(period.startsAt, period.endsAt, language)}
          </button>
        ))}
      </div>
    </div>
  );
}

/** The form's state and its submission; one key per distinct request, so a repeated click is one booking. */
function useBooking(instrument: InstrumentDetail, period: Period, vouchers: Voucher[]) {
  const texts = useBookingTexts();
  const navigate = useNavigate();
  const reserve = useReserve();
  const [form, setForm] = useState(() => newBookingForm(period, vouchers));
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [isAsked, setAsked] = useState(false);
  const request = bookingRequest(instrument.id, form, new Date());
  const change = (part: Partial<BookingForm>) => {
    setForm({ ...form, ...part });
    setKey(crypto.randomUUID());
    reserve.reset();
  };
  const submit = () => {
    setAsked(true);
    if (!request) return;
    const onSuccess = ({ id }: { id: string }) => {
      rememberPurpose(request.purpose);
      toast(texts('made'));
      void navigate({ to: '/reservations', search: { made: id } });
    };
    reserve.mutate({ body: request, key }, { onSuccess });
  };
  const faults = faultsOf(form, new Date());
  return {
    form,
    request,
    change,
    submit,
    reserve,
    faults: isAsked ? faults : faults.period ? { period: faults.period } : {},
  };
}

type BookingFormViewProps = { instrument: InstrumentDetail; period: Period; vouchers: Voucher[] };

function BookingFormView({ instrument, period, vouchers }: BookingFormViewProps) {
  const texts = useBookingTexts();
  const language = useLanguage();
  const { form, request, change, submit, reserve, faults } = useBooking(
    instrument,
    period,
    vouchers,
  );
  const fields = {
    form,
    faults,
    onChange: change,
    stepMinutes: instrument.bookingPolicy.startGridMinutes ?? STEP_MINUTES,
  };
  const { startsAt, endsAt } = formPeriod(form);
  return (
    <form className="stack" action={submit}>
      <div>
        <h3>{instrumentName(instrument, language)}</h3>
        <p className="muted">
          {faults.period ? instrument.model : formatPeriod(startsAt, endsAt, language)}
        </p>
      </div>
      <TimeFields {...fields} />
      <WorkFields {...fields} />
      <VoucherField {...fields} />
      <section className="stack-tight" aria-label={texts('price')}>
        <h3>{texts('price')}</h3>
        <LiveQuote request={request} />
      </section>
      {reserve.error && (
        <Refusal error={reserve.error} onChoose={(other) => change(periodFields(other))} />
      )}
      <Button primary type="submit" block busy={reserve.isPending}>
        {texts('submit')}
      </Button>
    </form>
  );
}

type BookingSheetProps = { instrument: InstrumentDetail; period: Period; onClose: () => void };

/** The booking sheet: time, purpose, samples, voucher, live price, submission. */
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
