import { Injectable } from '@nestjs/common';
import { civilDateOf, FieldsRefused, type Text } from '@app/common';
import { acrossOrganisations } from '@app/database';
import { type CommandCall, fieldError } from '@app/http';
import { type Actor, BOOKERS } from '@app/identity';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { BookingFactsLoader } from '../booking/booking-facts';
import { changeOf } from '../booking/booking-request';
import { bookingReasons } from '../booking/booking.rules';
import type { ReservationResponse } from '../reservation.dto';
import { BookingRuleBroken } from '../reservation.errors';
import { ownerOf } from '../reservation.queries';
import { findBan } from './penalty.queries';
import { banReasons } from './penalty.rules';
import { type Locked, ReservationSteps } from './reservation-steps';

/** Rules about the time itself, which stays as it was booked whoever comes. */
const SETTLED_BY_BOOKING: readonly string[] = [
  'instrument-not-bookable',
  'start-grid',
  'length-grid',
  'too-short',
  'too-long',
  'multi-day',
  'in-the-past',
  'too-late',
  'before-bookable',
  'after-bookable',
];

/** Rules that groups of people have their own of: settled only where the person before could not keep them either. */
const BY_GROUPS: readonly string[] = ['closed', 'beyond-horizon'];

/** Gives a reservation to another person of the organisation that booked it. */
@Injectable()
export class HandOverService {
  constructor(
    private readonly steps: ReservationSteps,
    private readonly instruments: InstrumentsService,
    private readonly facts: BookingFactsLoader,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The time, the order and the state stay; the new person is told.
   *
   * @throws FieldsRefused for who does not book for the organisation, or has it already (422)
   * @throws BookingRuleBroken when the new person’s groups, quotas or qualifications refuse it (422)
   */
  handOver(
    actor: Actor,
    id: string,
    { userId }: { userId: string },
    how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.steps.take(
      actor,
      id,
      how,
      { action: 'hand-over', detail: { to: userId } },
      async (locked) => {
        await requireColleague(locked, userId);
        await this.requireBookable(locked, userId);
        await this.outbox.add(locked.tx, 'mail-requested', {
          mail: 'reservation-handed-over',
          objectId: id,
        });
        return { reserved_by: userId };
      },
    );
  }

  private async requireBookable(
    { tx, row, instrument, period }: Locked,
    userId: string,
  ): Promise<void> {
    const theirs = await this.instruments.getBookable(
      tx,
      instrument.id,
      civilDateOf(period.startsAt),
      { ...ownerOf(row), userId },
    );
    const facts = await this.facts.load(tx, { ...changeOf(row, theirs, period), userId });
    const before = bookingReasons({ ...facts, instrument }).map(({ code }) => code);
    const isSettled = (code: string): boolean =>
      SETTLED_BY_BOOKING.includes(code) || (BY_GROUPS.includes(code) && before.includes(code));
    const reasons = [
      ...bookingReasons(facts).filter(({ code }) => !isSettled(code)),
      ...banReasons(await findBan(tx, userId, instrument)),
    ];
    if (reasons.length > 0) throw new BookingRuleBroken(reasons);
  }
}

/** Who is not of the organisation answers as who does not exist. @throws FieldsRefused (422) */
async function requireColleague({ tx, row }: Locked, userId: string): Promise<void> {
  if (userId === row.reserved_by) {
    throw refused('already-theirs', userId, {
      zh: '该预约本就由此人使用，请选择其他同事',
      en: 'has this reservation already; choose somebody else',
    });
  }
  // The laboratory may hand over for its visitors, whose members it does not see.
  const [colleague] = await acrossOrganisations(tx, (): Promise<unknown[]> =>
    tx.query(
      `SELECT FROM membership m JOIN app_user u ON u.id = m.user_id
        WHERE m.user_id = $1 AND m.organisation_id = $2 AND m.role = ANY($3) AND u.active AND u.kind = 'person' LIMIT 1`,
      [userId, row.user_organisation_id, BOOKERS],
    ),
  );
  if (colleague) return;
  throw refused('not-a-colleague', userId, {
    zh: '该人员不是用户单位中可预约的成员，请从本单位成员中选择',
    en: 'is no member of the user organisation who may book; choose one of its members',
  });
}

const refused = (code: string, userId: string, must: Text): FieldsRefused =>
  new FieldsRefused([fieldError('/userId', code, userId, must)]);
