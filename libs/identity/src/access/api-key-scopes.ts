/** What an API key may be made for, each with the operations it opens; the roles of the key decide on top of it. */
export const API_KEY_SCOPES = {
  'instruments:read': [
    'categories.list',
    'instruments.list',
    'instrumentExport.download',
    'instrumentFacets.count',
    'instruments.get',
    'instruments.getOpeningHours',
    'instruments.getBookingPolicy',
    'instruments.getFeeSchedule',
    'instrumentHistory.list',
    'revisions.get',
    'openRevisions.list',
    'termsVersions.feeSchedules',
    'termsVersions.openingHours',
    'duty.get',
    'externalIds.get',
    'quality.get',
    'workCalendar.get',
    'availability.search',
    'availability.forInstrument',
  ],
  'instruments:write': [
    'instruments.create',
    'instruments.update',
    'instruments.submit',
    'revisions.submit',
    'revisions.withdraw',
    'instruments.suspend',
    'instruments.resume',
    'instruments.putOpeningHours',
    'instruments.putBookingPolicy',
    'instruments.putFeeSchedule',
    'externalIds.put',
    'sensors.put',
    'imports.create',
    'runs.get',
    'runs.rows',
    'runs.problems',
    'runs.putMapping',
    'runs.repair',
    'runs.commit',
    'runs.stop',
    'runs.resume',
    'downtimes.create',
    'downtimes.preview',
    'downtimes.end',
  ],
  'reservations:read': ['reservations.list', 'reservations.get', 'orders.get', 'quotes.create'],
  'reservations:write': [
    'holds.create',
    'holds.prolong',
    'holds.release',
    'reservations.create',
    'reservations.approve',
    'reservations.reject',
    'reservations.move',
    'reservations.cancel',
    'reservations.checkIn',
    'reservations.checkOut',
    'reservations.complete',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Scope = keyof typeof API_KEY_SCOPES;

export const SCOPES = Object.keys(API_KEY_SCOPES) as Scope[];

/** True when one of the scopes opens the operation; every key may ask who it is. */
export const opens = (scopes: readonly Scope[], operation: string): boolean =>
  operation === 'me.get' ||
  scopes.some((scope) => (API_KEY_SCOPES[scope] as readonly string[]).includes(operation));
