import fc from 'fast-check';
import { DateTime } from 'luxon';
import {
  civilDateOf,
  instantAtMillis,
  isoInZone,
  millisOfCivilDate,
  startOfCivilDate,
  ZONE,
} from './time';

/** From the end of Chinese daylight saving to the last year the API accepts. */
const epochs = fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2200, 11, 31) });

describe('civil time in Shanghai', () => {
  it('agrees with the zone database about every instant', () => {
    fc.assert(
      fc.property(epochs, (millis) => {
        const instant = instantAtMillis(millis);
        const local = instant.setZone(ZONE);
        expect(civilDateOf(instant)).toBe(local.toISODate());
        expect(isoInZone(instant)).toBe(local.toISO());
        expect(millisOfCivilDate(civilDateOf(instant))).toBe(local.startOf('day').toMillis());
      }),
      { numRuns: 2_000 },
    );
  });

  it('begins a civil date at its local midnight', () => {
    expect(startOfCivilDate('2026-11-24').toISO()).toBe('2026-11-23T16:00:00.000Z');
    expect(civilDateOf(DateTime.fromISO('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23');
    expect(civilDateOf(DateTime.fromISO('2026-11-23T16:00:00Z'))).toBe('2026-11-24');
  });
});
