import type { Text } from '@app/common';

/** One broken rule: a stable code, a sentence, and the numbers that explain it. */
export interface BookingReason {
  code: string;
  message: Text;
  values: Record<string, unknown>;
}

export const reason = (
  code: string,
  zh: string,
  en: string,
  values: Record<string, unknown> = {},
): BookingReason => ({
  code,
  message: { zh, en },
  values,
});
