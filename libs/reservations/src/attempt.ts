import type { EntityManager } from 'typeorm';
import { DomainError, type Interval, isoInZone } from '@app/common';
import type { BookingReason } from './booking/booking-reason';

/** A period of several that could not be had, and why. */
export interface Refusal {
  startsAt: string;
  endsAt: string;
  /** reservation-conflict, booking-rule … */
  code: string;
  reasons: readonly BookingReason[];
}

/** Refusals of one period that let the others be tried. */
const TRIED_ON: readonly string[] = ['reservation-conflict', 'booking-rule', 'reservation-state'];

/** Runs a part of a transaction; a refusal undoes it and is told, anything else is thrown. */
export async function attempt(
  tx: EntityManager,
  period: Interval,
  work: () => Promise<void>,
): Promise<Refusal | undefined> {
  await tx.query('SAVEPOINT one_of_several');
  try {
    await work();
    await tx.query('RELEASE SAVEPOINT one_of_several');
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError) || !TRIED_ON.includes(error.code)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT one_of_several');
    const { reasons = [] } = error.members as { reasons?: readonly BookingReason[] };
    return {
      startsAt: isoInZone(period.startsAt),
      endsAt: isoInZone(period.endsAt),
      ...{ code: error.code, reasons },
    };
  }
}
