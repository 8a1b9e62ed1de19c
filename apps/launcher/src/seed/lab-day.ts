import type { ReservationState } from '@app/reservations';
import type { Interval } from '@app/common';
import type { Slot } from './booking';
import type { OrganisationKey } from './cast';
import type { SeedInstrument } from './instruments';
import { dayOf, type Story } from './story';

/** The instrument open day and night whose present day is always told, whatever the hour of the first start. */
export const LAB_DAY_ASSET = 'FX-0001';

/** Hours from now, by whom, and what it has come to. */
const PRESENT: readonly (readonly [number, number, OrganisationKey, ReservationState])[] = [
  [-9, -6, 'hospital', 'completed'],
  [-5, -3, 'photovoltaics', 'used'],
  [-1, 2, 'materials', 'in_use'],
  [3, 5, 'photovoltaics', 'requested'],
  [6, 8, 'materials', 'requested'],
  [9, 12, 'knitting', 'confirmed'],
];

/** What the lab manager of the demonstration finds today: one in use, one to settle, two to answer, one to come. */
export function labDay(
  story: Story,
  instrument: SeedInstrument,
): { slot: Slot; state: ReservationState }[] {
  const hour = story.now.startOf('hour');
  return PRESENT.map(([from, to, userOrganisation, state]) => ({
    state,
    slot: {
      startsAt: hour.plus({ hours: from }),
      endsAt: hour.plus({ hours: to }),
      instrument,
      unitId: instrument.unitIds[0] ?? '',
      userOrganisation,
      name: `${instrument.assetNumber}/today/${from}`,
    },
  }));
}

/** The days around today that {@link labDay} tells by itself. */
export const labDayPeriod = (story: Story): Interval => ({
  startsAt: dayOf(story, -1),
  endsAt: dayOf(story, 2),
});
