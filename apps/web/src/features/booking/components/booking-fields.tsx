import { useQuery } from '@tanstack/react-query';
import { vouchersQuery } from '@/shared/api/vouchers';
import { Field } from '@/shared/components/field';
import { PURPOSES, usePurposeTexts, type Purpose } from '@/shared/i18n/money-texts';
import { formatFen } from '@/shared/money';
import { clockText } from '@/shared/time';
import type { BookingFaults, BookingForm } from '../booking-form';
import { useBookingTexts } from '../texts';

const DAY_MINUTES = 1440;

export type BookingFieldProps = {
  form: BookingForm;
  faults: BookingFaults;
  stepMinutes: number;
  onChange: (change: Partial<BookingForm>) => void;
};

type MomentProps = {
  labels: { date: string; time: string };
  date: string;
  minute: number;
  stepMinutes: number;
  error?: string | null;
  onChange: (date: string, minute: number) => void;
};

function Moment({ labels, date, minute, stepMinutes, error, onChange }: MomentProps) {
  const grid = Array.from({ length: DAY_MINUTES / stepMinutes }, (_, index) => index * stepMinutes);
  const minutes = grid.includes(minute) ? grid : [...grid, minute].sort((a, b) => a - b);
  return (
    <div className="field-row">
      <Field label={labels.date} error={error ?? null}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="date"
            required
            value={date}
            onChange={(event) => onChange(event.target.value, minute)}
          />
        )}
      </Field>
      <Field label={labels.time}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={minute}
            onChange={(event) => onChange(date, Number(event.target.value))}
          >
            {minutes.map((value) => (
              <option key={value} value={value}>
                {clockText(value)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}

/** Start and end of the booking, in Shanghai time; moving the start day takes the end day along. */
export function TimeFields({ form, faults, stepMinutes, onChange }: BookingFieldProps) {
  const texts = useBookingTexts();
  const moveStart = (startDate: string, startMinute: number) =>
    onChange({
      startDate,
      startMinute,
      ...(form.endDate === form.startDate && { endDate: startDate }),
    });
  return (
    <div className="stack-tight">
      <Moment
        labels={{ date: texts('startDate'), time: texts('startTime') }}
        date={form.startDate}
        minute={form.startMinute}
        stepMinutes={stepMinutes}
        onChange={moveStart}
      />
      <Moment
        labels={{ date: texts('endDate'), time: texts('endTime') }}
        date={form.endDate}
        minute={form.endMinute}
        stepMinutes={stepMinutes}
        error={faults.period ? texts(faults.period) : null}
        onChange={(endDate, endMinute) => onChange({ endDate, endMinute })}
      />
    </div>
  );
}

/** Purpose and number of samples. */
export function WorkFields({ form, faults, onChange }: BookingFieldProps) {
  const texts = useBookingTexts();
  const purposes = usePurposeTexts();
  return (
    <div className="field-row">
      <Field label={texts('purpose')} error={faults.purpose ? texts(faults.purpose) : null}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={form.purpose}
            onChange={(event) => onChange({ purpose: event.target.value as Purpose })}
          >
            <option value="" disabled>
              {texts('choosePurpose')}
            </option>
            {PURPOSES.map((purpose) => (
              <option key={purpose} value={purpose}>
                {purposes(purpose)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={texts('samples')} error={faults.samples ? texts(faults.samples) : null}>
        {(control) => (
          <input
            {...control}
            className="input"
            inputMode="numeric"
            value={form.samples}
            onChange={(event) => onChange({ samples: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

/** The voucher to draw on, or none. */
export function VoucherField({ form, onChange }: BookingFieldProps) {
  const texts = useBookingTexts();
  const vouchers = useQuery(vouchersQuery).data ?? [];
  const chosen = vouchers.find(({ id }) => id === form.voucherId);
  const hint = () => {
    if (vouchers.length === 0) return texts('noMoreVouchers');
    return chosen && texts('voucherUntil', { date: chosen.expiresOn });
  };
  return (
    <Field label={texts('voucher')} hint={hint()}>
      {(control) => (
        <select
          {...control}
          className="input"
          value={form.voucherId}
          onChange={(event) => onChange({ voucherId: event.target.value })}
        >
          <option value="">{texts('noVoucher')}</option>
          {vouchers.map(({ id, programmeNameZh, availableFen }) => (
            <option key={id} value={id}>
              {formatFen(availableFen)} · {programmeNameZh}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
