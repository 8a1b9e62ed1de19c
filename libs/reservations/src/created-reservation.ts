import type { DateTime } from 'luxon';
import { type Interval, isoInZone } from '@app/common';
import type { Actor } from '@app/identity';
import type { BookableInstrument } from '@app/instruments';
import type { PricedService, QuoteResponse } from '@app/orders';
import { cancellationOf } from './life/cancellation.rules';
import { allowedActions } from './reservation.actions';
import type { ReservationResponse } from './reservation.dto';
import { waitOf } from './reservation.queries';
import type { Parties } from './reservation.subjects';
import type { ReservationState } from './reservation.words';

/** What is known of a reservation at the moment it was made. */
export interface BookingMade {
  id: string;
  seriesId: string | null;
  order: { id: string; number: string };
  state: ReservationState;
  isVerified: boolean;
  assisted: boolean;
  service: PricedService;
  quote: QuoteResponse;
  overrideReason: string | null;
  /** Null when the lab is not asked or promised nothing. */
  answerBy: DateTime | null;
}

/** The answer to a booking, from what is known already: the hot path reads nothing back. */
export function toCreatedReservation(
  actor: Actor,
  made: BookingMade,
  now: Interval['startsAt'],
): ReservationResponse {
  const { id, seriesId, order, state, isVerified, assisted, service, quote } = made;
  const { instrument, period } = service;
  return {
    id,
    orderId: order.id,
    seriesId,
    state,
    waitsFor: waitOf(state, isVerified),
    respondBy: made.answerBy && isoInZone(made.answerBy),
    assisted,
    instrument: {
      id: instrument.id,
      nameZh: instrument.nameZh,
      model: instrument.model,
      holderNameZh: instrument.holderNameZh,
    },
    userOrganisation: { id: actor.organisationId, nameZh: actor.organisationNameZh },
    ...shown(period),
    purpose: service.purpose,
    quote,
    order: { id: order.id, number: order.number, state: 'open', version: 1 },
    actualStartsAt: null,
    actualEndsAt: null,
    overrun: false,
    clashes: [],
    samples: null,
    actualFen: null,
    reason: null,
    overrideReason: made.overrideReason,
    cancellation: cancellationOf({
      ...{ state, isOfHolder: actor.organisationId === instrument.holderId },
      ...{ policy: instrument.policy, startsAt: period.startsAt, listFen: quote.listFen, now },
    }),
    penalty: null,
    rating: null,
    allowedActions: allowedActions(
      actor,
      {
        hasPoints: false,
        isRated: false,
        ...partiesWith(actor, instrument),
        state,
        orderState: 'open',
        isVerified,
        approvedBy: null,
        secondApproval: null,
        checkInWindowMinutes: instrument.policy.checkInWindowMinutes,
        ...period,
      },
      now,
    ),
    version: 1,
  };
}

/** The sides of a booking that the actor makes. */
export const partiesWith = (actor: Actor, { holderId }: BookableInstrument): Parties => ({
  reservedBy: actor.userId,
  userOrganisationId: actor.organisationId,
  holderId,
});

/** A period as answers carry it. */
export const shown = ({ startsAt, endsAt }: Interval): { startsAt: string; endsAt: string } => ({
  startsAt: isoInZone(startsAt),
  endsAt: isoInZone(endsAt),
});
