import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Voucher } from '@/shared/api/vouchers';
import { toast } from '@/shared/components/toast';
import type { Period } from '@/shared/problem';
import { useRested } from '@/shared/rested';
import { useReserve, type BookingRequest, type InstrumentDetail } from './api';
import {
  bookingRequest,
  faultsOf,
  formPeriod,
  newBookingForm,
  rememberPurpose,
  type BookingForm,
} from './booking-form';
import { useHold } from './hold';
import { useBookingTexts } from './texts';

/** One key per distinct request: a repeated click is one booking. */
function useRequestKey(): (request: BookingRequest) => string {
  const last = useRef({ text: '', key: '' });
  return (request) => {
    const text = JSON.stringify(request);
    if (text !== last.current.text) last.current = { text, key: crypto.randomUUID() };
    return last.current.key;
  };
}

/** The booking sheet's form, the slot held for it, and its submission. */
export function useBooking(instrument: InstrumentDetail, period: Period, vouchers: Voucher[]) {
  const texts = useBookingTexts();
  const navigate = useNavigate();
  const reserve = useReserve();
  const keyOf = useRequestKey();
  const [form, setForm] = useState(() => newBookingForm(period, vouchers));
  const [isAsked, setAsked] = useState(false);
  const request = bookingRequest(instrument.id, form, new Date());
  const faults = faultsOf(form, new Date());
  const rested = useRested(faults.period ? '' : JSON.stringify(formPeriod(form)));
  const slot = useHold(instrument.id, rested ? (JSON.parse(rested) as Period) : null);
  const change = (part: Partial<BookingForm>) => {
    setForm({ ...form, ...part });
    reserve.reset();
  };
  const submit = async () => {
    setAsked(true);
    if (!request) return;
    const holdId = await slot.claim(request);
    const body = { ...request, ...(holdId && { holdId }) };
    const onSuccess = ({ id }: { id: string }) => {
      rememberPurpose(request.purpose);
      toast(texts('made'));
      void navigate({ to: '/reservations', search: { made: id } });
    };
    reserve.mutate({ body, key: keyOf(body) }, { onSuccess });
  };
  return {
    form,
    request,
    change,
    submit,
    slot,
    isSending: reserve.isPending,
    refusal: reserve.error ?? slot.error,
    faults: isAsked ? faults : faults.period ? { period: faults.period } : {},
  };
}
