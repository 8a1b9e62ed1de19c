import { type AccessRow, any, type Grant, ours, when } from '../access-row';
import { READ_INSTRUMENT } from './instruments';
import { BOOKERS, BOOKING_LEADERS, ENTERPRISE, LAB_STAFF, READERS } from './roles';

/**
 * Who books reads what the organisation booked, and the laboratory what is booked with it; a holder's people without
 * part in a laboratory do not. The offices that look across organisations read as well.
 */
export const READ_BOOKING: readonly Grant[] = [
  when([...BOOKERS, 'holder_admin', 'platform_service', 'delegate'], 'organisation'),
  when([...LAB_STAFF, 'holder_admin', 'platform_service'], 'counterparty'),
  any(...READERS),
];
/** A person's own bookings, any of the organisation for who leads there, and the laboratory for its visitors. */
const CHANGE: readonly Grant[] = [
  when(BOOKERS, 'own'),
  when(BOOKING_LEADERS, 'organisation'),
  when(LAB_STAFF, 'counterparty'),
];
/**
 * The holder alone decides. A laboratory that books its own instrument stands on both sides: the finder of a
 * reservation names the holder as counterparty even then.
 */
const DECIDE: readonly Grant[] = [when(['lab_manager'], 'counterparty')];
/** Whom a policy may ask after the laboratory; which of them, and whether it is their turn, is the reservation's matter. */
const DECIDE_SECOND: readonly Grant[] = [
  when(['holder_admin'], 'counterparty'),
  any('bureau_reviewer'),
];
/** Who says for the user side what it thinks of a service or an offer. */
export const ANSWER_BOOKING: readonly Grant[] = [
  when(BOOKING_LEADERS, 'organisation'),
  when(BOOKERS, 'own'),
];

const change = { object: 'reservation', who: CHANGE } satisfies AccessRow;
const decide = { object: 'reservation', who: DECIDE } satisfies AccessRow;
const hold = { object: 'hold', who: [when(BOOKERS, 'own')] } satisfies AccessRow;

/** Free time, holds, reservations and downtimes. */
export const BOOKINGS_POLICY = {
  'availability.search': { who: 'signed-in' },
  'availability.forInstrument': { object: 'instrument', who: READ_INSTRUMENT },
  'quotes.create': { who: 'signed-in' },
  'holds.create': { who: [any(...BOOKERS)] },
  'holds.prolong': hold,
  'holds.release': hold,
  'reservations.create': { who: [any(...BOOKERS)] },
  'walkIns.start': {
    object: 'instrument',
    who: [when(LAB_STAFF, 'organisation', 'published'), when(ENTERPRISE, 'published')],
  },
  'reservations.list': { who: 'signed-in' },
  'reservations.get': { object: 'reservation', who: READ_BOOKING },
  'reservations.approve': decide,
  'reservations.approveSecond': { object: 'reservation', who: DECIDE_SECOND },
  'reservations.reject': { object: 'reservation', who: [...DECIDE, ...DECIDE_SECOND] },
  'reservations.move': change,
  'reservations.handOver': change,
  'reservations.cancel': change,
  'reservations.checkIn': change,
  'reservations.checkOut': change,
  'reservations.extend': change,
  'reservations.complete': decide,
  'reservations.forgive': decide,
  'reservations.rate': { object: 'reservation', who: ANSWER_BOOKING },
  'jointReservations.create': { who: [any(...BOOKERS)] },
  'reservationSeries.create': { who: [any(...BOOKERS)] },
  'reservationSeries.preview': { who: [any(...BOOKERS)] },
  'reservationSeries.get': { object: 'reservation-series', who: READ_BOOKING },
  'reservationSeries.cancel': { object: 'reservation-series', who: CHANGE },
  'reservationSeries.move': { object: 'reservation-series', who: CHANGE },
  'timeline.list': { who: 'signed-in' },
  'downtimes.create': { object: 'instrument', who: [when(LAB_STAFF, 'organisation')] },
  'downtimes.preview': { object: 'instrument', who: [when(LAB_STAFF, 'organisation')] },
  'downtimes.list': {
    object: 'instrument',
    who: [when([...LAB_STAFF, 'holder_admin'], 'organisation')],
  },
  'downtimes.change': { object: 'downtime', who: [when(LAB_STAFF, 'organisation')] },
  'downtimes.cancel': { object: 'downtime', who: [when(LAB_STAFF, 'organisation')] },
  'proposals.list': { object: 'reservation', who: READ_BOOKING },
  'proposals.accept': { object: 'proposal', who: ANSWER_BOOKING },
  'proposals.decline': { object: 'reservation', who: ANSWER_BOOKING },
  'displacementAnswers.preview': { who: 'anyone' },
  'displacementAnswers.answer': { who: 'anyone' },
  'waitingList.join': { object: 'instrument', who: [when(BOOKERS, 'organisation', 'published')] },
  'waitingList.list': { who: 'signed-in' },
  'waitingList.leave': { object: 'waiting-entry', who: [when(BOOKERS, 'own')] },
  'maintenancePlans.create': { object: 'instrument', who: [when(LAB_STAFF, 'organisation')] },
  'maintenancePlans.list': {
    object: 'instrument',
    who: [when([...LAB_STAFF, 'holder_admin'], 'organisation')],
  },
  'maintenancePlans.get': {
    object: 'maintenance-plan',
    who: [when([...LAB_STAFF, 'holder_admin'], 'organisation')],
  },
  'maintenancePlans.cancel': { object: 'maintenance-plan', who: [when(LAB_STAFF, 'organisation')] },
  'downtimes.end': { object: 'downtime', who: [when(LAB_STAFF, 'organisation')] },
  'qualifications.list': { object: 'instrument', who: [ours(...LAB_STAFF)] },
  'qualifications.grant': { object: 'instrument', who: [ours(...LAB_STAFF)] },
  'qualifications.revoke': { object: 'qualification', who: [ours(...LAB_STAFF)] },
  'myQualifications.list': { who: 'signed-in' },
} satisfies Record<string, AccessRow>;
