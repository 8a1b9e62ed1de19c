import { usableVoucher, type Voucher } from '@/shared/api/vouchers';
import { PURPOSES, type Purpose } from '@/shared/i18n/money-texts';
import type { Period } from '@/shared/problem';
import { civilDate, instantAt, minuteOfDay } from '@/shared/time';
import type { BookingRequest } from './api';

/** What the booking sheet holds; times are Shanghai minutes of a day, '' and null are "not filled yet". */
export type BookingForm = {
  startDate: string;
  startMinute: number;
  endDate: string;
  endMinute: number;
  purpose: Purpose | '';
  samples: string;
  voucherId: string;
};

/** Codes of what is still wrong with a form, per field. */
export type BookingFaults = {
  period?: 'periodWrong' | 'periodPast';
  purpose?: 'purposeNeeded';
  samples?: 'samplesWrong';
};

const MAX_SAMPLES = 9999;

const PURPOSE_KEY = 'jiayi.purpose';

/** The purpose of the last booking made in this browser, which most people keep. */
export function lastPurpose(): Purpose | '' {
  const stored = localStorage.getItem(PURPOSE_KEY);
  return PURPOSES.find((purpose) => purpose === stored) ?? '';
}

/** Remembers the purpose of a booking that was made, for the next form. */
export function rememberPurpose(purpose: Purpose): void {
  localStorage.setItem(PURPOSE_KEY, purpose);
}

/** A fresh form for a period; a voucher that still pays is offered, as most bookings use one. */
export function newBookingForm(period: Period, vouchers: readonly Voucher[]): BookingForm {
  return {
    ...periodFields(period),
    purpose: lastPurpose(),
    samples: '1',
    voucherId: usableVoucher(vouchers)?.id ?? '',
  };
}

/** The form's four time fields for a period. */
export function periodFields({ startsAt, endsAt }: Period) {
  return {
    startDate: civilDate(startsAt),
    startMinute: minuteOfDay(startsAt),
    endDate: civilDate(endsAt),
    endMinute: minuteOfDay(endsAt),
  };
}

/** The period that the form's four time fields say. */
export function formPeriod(form: BookingForm): Period {
  return {
    startsAt: instantAt(form.startDate, form.startMinute),
    endsAt: instantAt(form.endDate, form.endMinute),
  };
}

/** What keeps a form from being sent; an empty object when nothing does. */
export function faultsOf(form: BookingForm, now: Date): BookingFaults {
  const { startsAt, endsAt } = formPeriod(form);
  const samples = Number(form.samples);
  const validSamples = Number.isInteger(samples) && samples >= 1 && samples <= MAX_SAMPLES;
  const isOrdered = Date.parse(startsAt) < Date.parse(endsAt); // false for an emptied date as well
  return {
    ...(!isOrdered && { period: 'periodWrong' as const }),
    ...(isOrdered && Date.parse(startsAt) < now.getTime() && { period: 'periodPast' as const }),
    ...(form.purpose === '' && { purpose: 'purposeNeeded' as const }),
    ...(!validSamples && { samples: 'samplesWrong' as const }),
  };
}

/** The request that a faultless form stands for; null while something is missing. */
export function bookingRequest(
  instrumentId: string,
  form: BookingForm,
  now: Date,
): BookingRequest | null {
  if (form.purpose === '' || Object.keys(faultsOf(form, now)).length > 0) return null;
  return {
    instrumentId,
    ...formPeriod(form),
    purpose: form.purpose,
    sampleCount: Number(form.samples),
    ...(form.voucherId && { voucherId: form.voucherId }),
  };
}
