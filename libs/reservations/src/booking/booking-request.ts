import type { DateTime } from 'luxon';
import type { Interval } from '@app/common';
import type { BookableInstrument } from '@app/instruments';
import type { ReservationRow } from '../reservation.queries';

/** Who books what when; `except` is the reservation being changed, which does not count against itself. */
export interface BookingRequest {
  instrument: BookableInstrument;
  period: Interval;
  userId: string;
  userOrganisationId: string;
  except?: string;
  /** The moment to judge by, where the period begins with it; the database's time after the locks unless told. */
  asOf?: DateTime;
  /** The asker's own hold that becomes the reservation. */
  holdId?: string;
}

/** A reservation's own request for another period: judged as its owner's, and not against itself. */
export const changeOf = (
  row: Pick<ReservationRow, 'id' | 'reserved_by' | 'user_organisation_id'>,
  instrument: BookableInstrument,
  period: Interval,
): BookingRequest => ({
  ...{ instrument, period, except: row.id },
  ...{ userId: row.reserved_by, userOrganisationId: row.user_organisation_id },
});
