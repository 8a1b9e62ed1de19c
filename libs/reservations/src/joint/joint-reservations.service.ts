import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Interval, isoInZone } from '@app/common';
import { inCommand, type IdempotentCall } from '@app/database';
import type { Actor } from '@app/identity';
import { periodOf } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { attempt } from '../attempt';
import { lockInstrument } from '../occupancy.queries';
import type { ReservationResponse } from '../reservation.dto';
import { ReservationsService } from '../reservations.service';
import type {
  CreateJointReservationRequest,
  JointItem,
  JointProblem,
  JointReservationResponse,
} from './joint-reservation.dto';
import { JointReservationRefused } from './joint-reservation.errors';

/** One wish with its place in the request. */
interface Wish {
  index: number;
  item: JointItem;
  period: Interval;
}

/** Thrown to roll everything back, with what stood in the way. */
class Undone extends Error {
  constructor(readonly problems: readonly Omit<JointProblem, 'alternatives'>[]) {
    super('all or nothing');
  }
}

/** Books several instruments together, each by its own rules and with its own order: all of them or none. */
@Injectable()
export class JointReservationsService {
  constructor(
    private readonly db: DataSource,
    private readonly reservations: ReservationsService,
    private readonly alternatives: Alternatives,
  ) {}

  /**
   * @throws JointReservationRefused with every instrument that cannot be had and when it is free (409 or 422)
   * @throws InstrumentNotFound for one that the actor may not open (404)
   */
  async create(
    actor: Actor,
    { items, ...same }: CreateJointReservationRequest,
    call: IdempotentCall | undefined,
  ): Promise<JointReservationResponse> {
    const wishes = items.map((item, index) => ({
      ...{ index, item },
      period: periodOf(item.startsAt, item.endsAt),
    }));
    try {
      return await inCommand(this.db, call, (tx) => this.bookAll(tx, actor, wishes, same));
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
      throw new JointReservationRefused(await this.withAlternatives(actor, error.problems, wishes));
    }
  }

  /** In the order of the instruments, so that rivals who want some of the same meet in one order and never cross. */
  private async bookAll(
    tx: EntityManager,
    actor: Actor,
    wishes: readonly Wish[],
    same: Omit<CreateJointReservationRequest, 'items'>,
  ): Promise<JointReservationResponse> {
    const inOrder = [...wishes].sort((left, right) =>
      left.item.instrumentId < right.item.instrumentId ? -1 : 1,
    );
    for (const id of new Set(inOrder.map(({ item }) => item.instrumentId)))
      await lockInstrument(tx, id);
    const made = new Map<number, ReservationResponse>();
    const problems: Omit<JointProblem, 'alternatives'>[] = [];
    for (const { index, item, period } of inOrder) {
      const problem = await attempt(tx, period, async () => {
        made.set(index, await this.reservations.book(tx, actor, { ...item, ...same }, period));
      });
      if (problem) problems.push({ item: index, instrumentId: item.instrumentId, ...problem });
    }
    if (problems.length > 0)
      throw new Undone(problems.sort((left, right) => left.item - right.item));
    return {
      reservations: wishes
        .map(({ index }) => made.get(index))
        .filter((reservation) => reservation !== undefined),
    };
  }

  private async withAlternatives(
    actor: Actor,
    problems: readonly Omit<JointProblem, 'alternatives'>[],
    wishes: readonly Wish[],
  ): Promise<JointProblem[]> {
    const told: JointProblem[] = [];
    for (const problem of problems) {
      const wished = wishes[problem.item]?.period;
      const free = wished ? await this.alternatives.near(problem.instrumentId, wished, actor) : [];
      const alternatives = free.map(({ startsAt, endsAt }) => ({
        startsAt: isoInZone(startsAt),
        endsAt: isoInZone(endsAt),
      }));
      told.push({ ...problem, alternatives });
    }
    return told;
  }
}
