import type { FieldError } from '@app/common';
import type { BookingReason } from './booking-reason';

/** Why somebody who decides about an instrument books or moves against its rules. */
export interface Override {
  reason: string;
}

/** What nobody sets aside: the grid, the past, and an instrument that takes no bookings. Nor does time that is taken. */
const BINDING: readonly string[] = [
  'start-grid',
  'length-grid',
  'in-the-past',
  'instrument-not-bookable',
];

/** The broken rules that still stand against a booking, and the codes of those that are set aside. */
export function setAside(
  reasons: readonly BookingReason[],
  override: Override | null | undefined,
): { standing: BookingReason[]; overridden: string[] } {
  if (!override) return { standing: [...reasons], overridden: [] };
  return {
    standing: reasons.filter(({ code }) => BINDING.includes(code)),
    overridden: reasons.map(({ code }) => code).filter((code) => !BINDING.includes(code)),
  };
}

/** Only the instrument's laboratory sets its rules aside. */
export const OVERRIDE_OF_OTHERS: FieldError = {
  pointer: '/override',
  code: 'override-of-others',
  message: {
    zh: 'override 只能由该仪器持有单位的实验室管理员使用；请去掉 override，或联系持有单位代为安排',
    en: "override is for lab managers of the instrument's holder; leave it out, or ask the holder to arrange it",
  },
};
