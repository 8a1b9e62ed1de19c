import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { DateTime } from 'luxon';
import { civilDateOf, type Interval } from '@app/common';
import { inTransaction } from '@app/database';
import { InstrumentsService } from '@app/instruments';
import { Outbox } from '@app/messaging';
import { Alternatives } from '../alternatives.service';
import { BookingFactsLoader, databaseNow } from '../booking/booking-facts';
import { bookingReasons } from '../booking/booking.rules';
import { lockInstrument, takeAny, withBuffers } from '../occupancy.queries';
import {
  findAwaited,
  findInLine,
  recordAlert,
  recordOffer,
  settleEntries,
  type Waiting,
} from './waiting-list.queries';
import { OFFER_MINUTES } from './waiting.words';

/** Slots to try for one person before the next in line is asked. */
const TRIED = 3;

/** Offers freed time to who waits for it: the next in line whose wish fits holds it for two hours. */
@Injectable()
export class Offers {
  private readonly logger = new Logger(Offers.name);

  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly alternatives: Alternatives,
    private readonly facts: BookingFactsLoader,
    private readonly outbox: Outbox,
  ) {}

  /** All instruments that somebody waits for: what no event told, such as a hold that expired. @returns offers made */
  async sweep(): Promise<number> {
    let count = 0;
    for (const instrumentId of await findAwaited(this.db.manager)) {
      count += await this.offerFreed(instrumentId).catch((error: unknown) => {
        this.logger.error({ err: error, event: 'nothing-offered', instrumentId });
        return 0;
      });
    }
    return count;
  }

  /** Settles what became of offers and makes new ones, one caller after the other. @returns how many were made */
  offerFreed(instrumentId: string): Promise<number> {
    return inTransaction(this.db, async (tx) => {
      await lockInstrument(tx, instrumentId);
      await settleEntries(tx, instrumentId);
      let count = 0;
      for (const waiting of await findInLine(tx, instrumentId)) {
        if (waiting.alertOnly) await this.alert(tx, instrumentId, waiting);
        else if (await this.offer(tx, instrumentId, waiting)) count += 1;
      }
      return count;
    });
  }

  private async offer(tx: EntityManager, instrumentId: string, waiting: Waiting): Promise<boolean> {
    const now = await databaseNow(tx);
    for (const slot of await this.slotsFor(tx, instrumentId, waiting, now)) {
      const holdId = await this.hold(tx, instrumentId, waiting, slot);
      if (holdId === null) continue;
      await recordOffer(tx, waiting.id, slot, holdId, now);
      await this.mail(tx, 'waiting-offer', waiting.id);
      return true;
    }
    return false;
  }

  private async alert(tx: EntityManager, instrumentId: string, waiting: Waiting): Promise<void> {
    if (waiting.isToldToday) return;
    const now = await databaseNow(tx);
    const [slot] = await this.slotsFor(tx, instrumentId, waiting, now);
    if (!slot) return;
    await recordAlert(tx, waiting.id, slot);
    await this.mail(tx, 'waiting-alert', waiting.id);
  }

  /** Free slots of the wished length, earliest first. */
  private slotsFor(
    tx: EntityManager,
    instrumentId: string,
    { window, minutes, userId, userOrganisationId }: Waiting,
    now: DateTime,
  ): Promise<Interval[]> {
    const startsAt = window.startsAt > now ? window.startsAt : now;
    const wished = { startsAt, endsAt: startsAt.plus({ minutes }) };
    const asker = { userId, organisationId: userOrganisationId };
    const within = { startsAt, endsAt: window.endsAt };
    return wished.endsAt > window.endsAt
      ? Promise.resolve([])
      : this.alternatives.nearIn(tx, instrumentId, wished, { within, limit: TRIED, asker });
  }

  /** Null when a rule stands against this person's booking it, or a rival was faster. */
  private async hold(
    tx: EntityManager,
    instrumentId: string,
    { userId, userOrganisationId }: Waiting,
    period: Interval,
  ): Promise<string | null> {
    const asker = { userId, organisationId: userOrganisationId };
    const serviceDate = civilDateOf(period.startsAt);
    const instrument = await this.instruments.getBookable(tx, instrumentId, serviceDate, asker);
    const facts = await this.facts.load(tx, { instrument, period, userId, userOrganisationId });
    if (bookingReasons(facts).length > 0) return null;
    const { setUpMinutes, cleanUpMinutes } = instrument.policy;
    const during = withBuffers(period, setUpMinutes, cleanUpMinutes);
    const claim = { kind: 'hold', heldBy: userId, lifetimeMinutes: OFFER_MINUTES } as const;
    const id = await takeAny(tx, instrument, during, claim);
    // Nobody prolongs an offer: the next in line waits for it.
    if (id !== null)
      await tx.query('UPDATE occupancy SET prolonged = true WHERE $1 IN (id, hold_id)', [id]);
    return id;
  }

  private mail(
    tx: EntityManager,
    mail: 'waiting-offer' | 'waiting-alert',
    objectId: string,
  ): Promise<void> {
    return this.outbox.add(tx, 'mail-requested', { mail, objectId });
  }
}
