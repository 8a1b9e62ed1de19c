import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { civilDateOf, instantOf, type Interval, newId } from '@app/common';
import { acrossOrganisations, inTransaction } from '@app/database';
import { SignedLinks } from '@app/identity';
import { type BookableInstrument, InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { QuotesService } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { BookingFactsLoader } from '../booking/booking-facts';
import { bookingReasons } from '../booking/booking.rules';
import { takeAny, withBuffers } from '../occupancy.queries';
import { lockReservation, ownerOf, type ReservationRow } from '../reservation.queries';
import type { ProposalResponse } from './proposal.dto';
import { findProposals, findSimilar, isUnanswered, orderTerms } from './proposal.queries';
import { HELD_MINUTES, type ProposalKind } from './proposal.words';

/** Slots to try on one instrument before the next is asked. */
const TRIED = 6;
/** How many are proposed on the same instrument. */
const LATER = 2;
/** How far after the lost time to look. */
const LOOK_DAYS = 14;
/** Another holder's instrument may be this far away. Source: issue 5, item 6. */
const WITHIN_KM = 50;

/** How often to look again for slots that rivals were faster to take. */
const ROUNDS = 3;

type Slotted = Exclude<ProposalKind, 'cancel'>;
/** What came of a slot: the rules or the price may stand against it, or a rival. */
type Outcome = 'held' | 'refused' | 'taken';

/** What is being replaced while its proposals are made. */
interface Lost {
  tx: EntityManager;
  row: ReservationRow;
  wished: Interval;
  now: DateTime;
  listFen: number;
  sampleCount: number;
}

/** Makes the proposals for a displaced reservation and holds their time for a day. */
@Injectable()
export class ProposalMaker {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly alternatives: Alternatives,
    private readonly facts: BookingFactsLoader,
    private readonly quotes: QuotesService,
    private readonly links: SignedLinks,
    private readonly outbox: Outbox,
  ) {}

  /** Once for each displacement, however often it is asked; @returns those that are open */
  proposeFor(reservationId: string): Promise<ProposalResponse[]> {
    return inTransaction(this.db, (tx) =>
      // Others' instruments and calendars are looked at, and the customer's limits counted.
      acrossOrganisations(tx, async () => {
        const row = await lockReservation(tx, reservationId);
        if (row.state === 'displaced' && (await isUnanswered(tx, row.id))) await this.make(tx, row);
        return findProposals(tx, row.id, true);
      }),
    );
  }

  private async make(tx: EntityManager, row: ReservationRow): Promise<void> {
    const wished = { startsAt: instantOf(row.starts_at), endsAt: instantOf(row.ends_at) };
    const { listFen, sampleCount } = await orderTerms(tx, row.order_id);
    const lost = { tx, row, wished, now: instantOf(row.now), listFen, sampleCount };
    await this.proposeOn(lost, 'later', row.instrument_id, LATER);
    for (const kind of ['sister', 'elsewhere'] as const) {
      for (const id of await findSimilar(tx, row.instrument_id, kind, WITHIN_KM))
        if ((await this.proposeOn(lost, kind, id, 1)) > 0) break;
    }
    await this.insert(lost, { kind: 'cancel', instrumentId: row.instrument_id });
    const linkId = await this.links.issue(tx, 'displacement-answer', row.id, null);
    await this.outbox.add(tx, 'mail-requested', {
      ...{ mail: 'reservation-displaced', objectId: row.id, linkId },
    });
  }

  /** @returns how many slots of the instrument are now held for the customer */
  private async proposeOn(
    lost: Lost,
    kind: Slotted,
    instrumentId: string,
    atMost: number,
  ): Promise<number> {
    const { tx, wished, now } = lost;
    const from = now > wished.startsAt ? now : wished.startsAt;
    const within = { startsAt: from, endsAt: wished.endsAt.plus({ days: LOOK_DAYS }) };
    const asker = { userId: lost.row.reserved_by, organisationId: lost.row.user_organisation_id };
    let count = 0;
    // Rivals who look for slots at the same time see the same ones: who loses looks again.
    for (let round = 1; round <= ROUNDS && count < atMost; round += 1) {
      const slots = await this.alternatives.nearIn(tx, instrumentId, wished, {
        ...{ within, limit: TRIED, asker, except: lost.row.id },
      });
      const outcomes = await this.proposeSlots(lost, kind, instrumentId, slots, atMost - count);
      count += outcomes.filter((outcome) => outcome === 'held').length;
      if (!outcomes.includes('taken')) break;
    }
    return count;
  }

  /** One after the other until enough are held. */
  private async proposeSlots(
    lost: Lost,
    kind: Slotted,
    instrumentId: string,
    slots: readonly Interval[],
    atMost: number,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const slot of slots) {
      if (outcomes.filter((outcome) => outcome === 'held').length >= atMost) break;
      outcomes.push(await this.proposeSlot(lost, kind, instrumentId, slot));
    }
    return outcomes;
  }

  private async proposeSlot(
    lost: Lost,
    kind: Slotted,
    instrumentId: string,
    period: Interval,
  ): Promise<Outcome> {
    const { tx, row } = lost;
    const serviceDate = civilDateOf(period.startsAt);
    const instrument = await this.instruments.getBookable(
      tx,
      instrumentId,
      serviceDate,
      ownerOf(row),
    );
    if (!instrument.feeSchedule) return 'refused';
    const { reserved_by: userId, user_organisation_id: userOrganisationId } = row;
    const facts = await this.facts.load(tx, {
      ...{ instrument, period, userId, userOrganisationId, except: row.id },
    });
    if (bookingReasons(facts).length > 0) return 'refused';
    const { listFen } = await this.quotes.price(tx, {
      ...{ instrument, userOrganisationId, period },
      ...{ purpose: row.purpose, sampleCount: lost.sampleCount },
    });
    if (kind === 'sister' && listFen > lost.listFen) return 'refused';
    const holdId = await hold(tx, instrument, period, userId);
    if (holdId === null) return 'taken';
    await this.insert(lost, { kind, instrumentId, period, holdId, listFen });
    return 'held';
  }

  private async insert(
    { tx, row, now }: Lost,
    proposal: {
      kind: ProposalKind;
      instrumentId: string;
      period?: Interval;
      holdId?: string;
      listFen?: number;
    },
  ): Promise<void> {
    const { kind, instrumentId, period, holdId, listFen } = proposal;
    await tx.query(
      `INSERT INTO displacement_proposal (id, reservation_id, kind, instrument_id, starts_at, ends_at, hold_id, list_fen, state, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9)`,
      [
        ...[newId(), row.id, kind, instrumentId, period?.startsAt.toISO(), period?.endsAt.toISO()],
        ...[holdId, listFen, now.plus({ minutes: HELD_MINUTES }).toISO()],
      ],
    );
  }
}

/** A hold for the customer that nobody prolongs: it ends with its proposal. */
async function hold(
  tx: EntityManager,
  instrument: BookableInstrument,
  period: Interval,
  heldBy: string,
): Promise<string | null> {
  const { setUpMinutes, cleanUpMinutes } = instrument.policy;
  const claim = { kind: 'hold', heldBy, lifetimeMinutes: HELD_MINUTES } as const;
  const id = await takeAny(
    tx,
    instrument,
    withBuffers(period, setUpMinutes, cleanUpMinutes),
    claim,
  );
  if (id !== null)
    await tx.query('UPDATE occupancy SET prolonged = true WHERE $1 IN (id, hold_id)', [id]);
  return id;
}
