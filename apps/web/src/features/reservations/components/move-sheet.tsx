import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orderQuery } from '@/shared/api/orders';
import { quoteQuery, type Quote } from '@/shared/api/quotes';
import { timetableQuery } from '@/shared/api/timetable';
import { Alternatives } from '@/shared/components/alternatives';
import { Button } from '@/shared/components/button';
import { Loading } from '@/shared/components/loading';
import { PriceLine } from '@/shared/components/price-line';
import { ProblemNotice } from '@/shared/components/problem-notice';
import { QueryView } from '@/shared/components/query-view';
import { Sheet } from '@/shared/components/sheet';
import { toast } from '@/shared/components/toast';
import { slotsOfLength } from '@/shared/free-slots';
import { useCommonTexts } from '@/shared/i18n/common-texts';
import { useLanguage } from '@/shared/i18n/language';
import { formatFen } from '@/shared/money';
import { ProblemError, type Period } from '@/shared/problem';
import { addDays, civilDate, formatPeriod, instantAt, minutesBetween } from '@/shared/time';
import { useReservationCommand, type Reservation } from '../api';
import { useReservationTexts } from '../texts';

const LOOK_AHEAD_DAYS = 30;
const SHOWN_SLOTS = 6;

/** The next free times as long as the booking, over the coming month. */
function useFreeSlots({ instrument, startsAt, endsAt }: Reservation) {
  const today = civilDate(new Date());
  const month = {
    startsAt: instantAt(today, 0),
    endsAt: instantAt(addDays(today, LOOK_AHEAD_DAYS), 0),
  };
  const { data, error, refetch } = useQuery(timetableQuery(instrument.id, month));
  const slots =
    data && slotsOfLength(data.free, minutesBetween(startsAt, endsAt), Number.MAX_SAFE_INTEGER);
  return { data: slots, error, refetch };
}

/** `+¥20.00`, `−¥20.00`, or `¥0.00` when nothing changes. */
function differenceText(fen: number): string {
  return fen > 0 ? `+${formatFen(fen)}` : formatFen(fen);
}

type DifferenceProps = { before: Quote; after: Quote };

function Difference({ before, after }: DifferenceProps) {
  const texts = useReservationTexts();
  return (
    <div className="quote" aria-live="polite">
      <PriceLine {...after} />
      <p className="small muted">
        {texts('difference', {
          own: differenceText(after.ownFen - before.ownFen),
          voucher: differenceText(after.voucherFen - before.voucherFen),
        })}
      </p>
    </div>
  );
}

type NewPriceProps = { reservation: Reservation; period: Period };

/** What the chosen time costs beside what was quoted before. */
function NewPrice({ reservation, period }: NewPriceProps) {
  const order = useQuery(orderQuery(reservation.order.id));
  const request = order.data && {
    instrumentId: reservation.instrument.id,
    ...period,
    purpose: order.data.purpose,
    sampleCount: order.data.sampleCount,
    voucherId: order.data.voucherId,
  };
  const quote = useQuery(quoteQuery(request ?? null));
  return (
    <QueryView
      query={{ ...quote, error: order.error ?? quote.error }}
      loading={<Loading rows={1} height={72} />}
    >
      {(after) => <Difference before={reservation.quote} after={after} />}
    </QueryView>
  );
}

type MoveFormProps = { reservation: Reservation; slots: Period[]; onClose: () => void };

function MoveForm({ reservation, slots, onClose }: MoveFormProps) {
  const texts = useReservationTexts();
  const common = useCommonTexts();
  const command = useReservationCommand(reservation.id);
  const [shown, setShown] = useState(SHOWN_SLOTS);
  const [period, setPeriod] = useState<Period | null>(null);
  const { error } = command;
  const alternatives = error instanceof ProblemError ? error.problem.alternatives : [];
  const choose = (chosen: Period) => {
    setPeriod(chosen);
    command.reset();
  };
  const move = () => {
    if (!period) return;
    const onSuccess = () => {
      toast(texts('moved'));
      onClose();
    };
    command.mutate({ action: 'move', period }, { onSuccess });
  };
  const choice = { label: texts('freeSlots'), chosen: period, onChoose: choose };
  return (
    <form className="stack" action={move}>
      {slots.length === 0 && <p className="notice">{texts('noFreeSlots')}</p>}
      <Alternatives {...choice} periods={slots.slice(0, shown)} />
      {shown < slots.length && (
        <Button onClick={() => setShown(shown + SHOWN_SLOTS)}>{common('more')}</Button>
      )}
      {period && <NewPrice reservation={reservation} period={period} />}
      {error && (
        <ProblemNotice error={error}>
          <Alternatives {...choice} periods={alternatives} />
        </ProblemNotice>
      )}
      <div className="form-actions">
        <Button onClick={onClose}>{common('cancel')}</Button>
        <Button primary type="submit" disabled={!period} busy={command.isPending}>
          {common('confirm')}
        </Button>
      </div>
    </form>
  );
}

type MoveSheetProps = { reservation: Reservation; onClose: () => void };

/** 改时间: the next free times of the same length, and what the move changes in fee and voucher. */
export function MoveSheet({ reservation, onClose }: MoveSheetProps) {
  const texts = useReservationTexts();
  const language = useLanguage();
  const { startsAt, endsAt } = reservation;
  return (
    <Sheet title={texts('moveTitle')} onClose={onClose}>
      <div className="stack">
        <p className="muted">
          {texts('movedFrom', { time: formatPeriod(startsAt, endsAt, language) })}
        </p>
        <QueryView query={useFreeSlots(reservation)} loading={<Loading rows={4} height={44} />}>
          {(slots) => <MoveForm reservation={reservation} slots={slots} onClose={onClose} />}
        </QueryView>
      </div>
    </Sheet>
  );
}
