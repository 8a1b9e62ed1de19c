import { DateTime } from 'luxon';
import type { ReservationState } from '@app/reservations';
import type { BookingLife, Slot, Step } from './booking';
import type { Chance } from './chance';
import { between } from './story';

/** Days after which silence accepts. */
const SILENT_DAYS = 7;
const REASONS = {
  cancelled: ['样品未按期制备完成', '研发计划调整', '改约其他时间'],
  rejected: ['样品含磁性粉末，本仪器不能测试', '请先完成样品前处理再预约'],
} as const;

/** The path of a reservation whose lab answers first, and of one that needs no answer. */
const PATH: Readonly<Record<ReservationState, readonly ReservationState[]>> = {
  requested: [],
  confirmed: ['confirmed'],
  in_use: ['confirmed', 'in_use'],
  used: ['confirmed', 'in_use', 'used'],
  completed: ['confirmed', 'in_use', 'used', 'completed'],
  rejected: ['rejected'],
  cancelled: ['confirmed', 'cancelled'],
  expired: ['expired'],
  no_show: ['confirmed', 'no_show'],
  displaced: ['confirmed', 'displaced'],
};

const ACTIONS: Readonly<Partial<Record<ReservationState, Pick<Step, 'action' | 'by'>>>> = {
  confirmed: { action: 'approve', by: 'lab' },
  in_use: { action: 'check-in', by: 'user' },
  used: { action: 'check-out', by: 'user' },
  completed: { action: 'complete', by: 'lab' },
  rejected: { action: 'reject', by: 'lab' },
  cancelled: { action: 'cancel', by: 'user' },
  expired: { action: 'expire', by: 'system' },
  no_show: { action: 'no-show', by: 'lab' },
};

/** When each state is reached, if it is. */
type Moments = Readonly<Partial<Record<ReservationState, DateTime>>>;

/** True when the lab is asked before a booking of this organisation counts. */
export function isAsked({ instrument, userOrganisation }: Slot): boolean {
  if (instrument.holder === userOrganisation) return false;
  return instrument.terms.policy.approval !== 'instant';
}

/** What has happened until now to a reservation that was made then. */
export function lifeOf(
  slot: Slot,
  madeAt: DateTime,
  state: ReservationState,
  { now, chance }: { now: DateTime; chance: Chance },
): BookingLife {
  const moments = momentsOf(slot, madeAt, state, { now, chance });
  const asked = isAsked(slot) || state === 'requested';
  const path = asked ? PATH[state] : PATH[state].filter((reached) => reached !== 'confirmed');
  const steps: Step[] = [
    { action: 'create', from: null, to: asked ? 'requested' : 'confirmed', at: madeAt, by: 'user' },
  ];
  for (const to of path) {
    const from = steps.at(-1)?.to ?? null;
    const known = ACTIONS[to] ?? { action: to, by: 'lab' };
    steps.push({ ...known, from, to, at: moments[to] ?? now });
  }
  const completedAt = state === 'completed' ? (moments.completed ?? null) : null;
  const acceptance = acceptanceOf(completedAt, { now, chance });
  return {
    steps,
    state,
    orderState: orderStateOf(state, acceptance.acceptedAt),
    actualStartsAt: moments.in_use ?? null,
    actualEndsAt: moments.used ?? null,
    completedAt,
    ...acceptance,
    reason: reasonOf(state, chance),
  };
}

function momentsOf(
  { startsAt, endsAt }: Slot,
  madeAt: DateTime,
  state: ReservationState,
  { now, chance }: { now: DateTime; chance: Chance },
): Moments {
  const latest = DateTime.min(startsAt, now);
  const confirmed = between(madeAt, latest, chance.whole(5, 40) / 100);
  const early: Moments = {
    confirmed,
    rejected: confirmed,
    cancelled: between(confirmed, latest, chance.whole(20, 80) / 100),
    expired: startsAt.plus({ minutes: 4 }),
    no_show: startsAt.plus({ minutes: 30 }),
  };
  if (!['in_use', 'used', 'completed'].includes(state)) return early;
  const in_use = DateTime.min(startsAt.plus({ minutes: chance.whole(0, 8) }), now);
  if (state === 'in_use') return { ...early, in_use };
  const used = endsAt.minus({ minutes: chance.whole(0, 12) });
  const completed = DateTime.min(
    endsAt.plus({ minutes: chance.whole(40, 1_500) }),
    between(endsAt, now, 0.8),
  );
  return state === 'used' ? { ...early, in_use, used } : { ...early, in_use, used, completed };
}

function acceptanceOf(
  completedAt: DateTime | null,
  { now, chance }: { now: DateTime; chance: Chance },
): Pick<BookingLife, 'acceptedAt' | 'acceptedByUser'> {
  if (!completedAt) return { acceptedAt: null, acceptedByUser: false };
  const silentAt = completedAt.plus({ days: SILENT_DAYS, minutes: 30 });
  const answeredAt = completedAt.plus({ minutes: chance.whole(60, 5 * 1_440) });
  const isSilent = chance.happens(0.2);
  if (!isSilent && answeredAt <= now) return { acceptedAt: answeredAt, acceptedByUser: true };
  if (silentAt <= now) return { acceptedAt: silentAt, acceptedByUser: false };
  return { acceptedAt: null, acceptedByUser: false };
}

function orderStateOf(
  state: ReservationState,
  acceptedAt: DateTime | null,
): BookingLife['orderState'] {
  if (['cancelled', 'rejected', 'expired', 'no_show'].includes(state)) return 'cancelled';
  if (state !== 'completed') return 'open';
  return acceptedAt ? 'accepted' : 'completed';
}

function reasonOf(state: ReservationState, chance: Chance): string | null {
  return state === 'cancelled' || state === 'rejected' ? chance.pick(REASONS[state]) : null;
}
