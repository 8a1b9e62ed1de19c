import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Interval, isoInZone } from '@app/common';
import { inCommand } from '@app/database';
import type { CommandCall } from '@app/http';
import type { Actor } from '@app/identity';
import { type ContractRule, OrderContracts, OrdersService, periodOf } from '@app/orders';
import { Alternatives } from '../alternatives.service';
import { databaseNow } from '../booking/booking-facts';
import { reason } from '../booking/booking-reason';
import type { ReservationResponse, WalkInRequest } from '../reservation.dto';
import { BookingRuleBroken } from '../reservation.errors';
import { ReservationsService } from '../reservations.service';
import type { Wait } from '../reservation.words';
import { ReservationSteps } from './reservation-steps';

/** Uses that begin at once, by who stands before the instrument. */
@Injectable()
export class WalkInsService {
  constructor(
    private readonly db: DataSource,
    private readonly reservations: ReservationsService,
    private readonly steps: ReservationSteps,
    private readonly alternatives: Alternatives,
    private readonly contracts: OrderContracts,
    private readonly orders: OrdersService,
  ) {}

  /**
   * Books from this moment on, on no grid but by every other rule, and checks in: all or nothing.
   *
   * @throws ReservationConflict when somebody else needs the instrument before the end (409)
   * @throws BookingRuleBroken with every reason; what waits for a word of the lab or the office cannot begin (422)
   */
  async start(
    actor: Actor,
    instrumentId: string,
    { endsAt, purpose }: WalkInRequest,
    { call }: CommandCall,
  ): Promise<ReservationResponse> {
    let wished: Interval | undefined;
    try {
      return await inCommand(this.db, call, async (tx) => {
        wished = periodOf(isoInZone(await databaseNow(tx)), endsAt);
        return this.startIn(tx, actor, { instrumentId, purpose }, wished);
      });
    } catch (error) {
      throw wished === undefined
        ? error
        : await this.alternatives.added(error, instrumentId, wished, actor);
    }
  }

  private async startIn(
    tx: EntityManager,
    actor: Actor,
    input: Pick<WalkInRequest, 'purpose'> & { instrumentId: string },
    period: Interval,
  ): Promise<ReservationResponse> {
    const { id, waitsFor } = await this.reservations.book(tx, actor, input, period, {
      startsNow: true,
    });
    if (waitsFor !== null) throw new BookingRuleBroken([waitReason(waitsFor)]);
    const step = { action: 'check-in', to: 'in_use' } as const;
    return this.steps.takeIn(tx, { actor, id, ifMatch: undefined }, step, async ({ row }) => {
      const rule = await this.contracts.findMissing(tx, row.order_id);
      if (rule !== null) throw new BookingRuleBroken([contractReason(rule)]);
      await this.orders.requireStartable(tx, row.order_id);
      return { actual_starts_at: period.startsAt.toISO() };
    });
  }
}

const contractReason = (rule: ContractRule) =>
  reason(
    'contract-required',
    '持有单位要求使用前签订服务合同，请先预约并由双方确认合同',
    'the holder asks for a contract before use: book ahead, and let both sides accept it first',
    { rule },
  );

const waitReason = (waitsFor: Wait) =>
  waitsFor === 'verification'
    ? reason(
        'verification-needed',
        '本单位尚未通过核验，不能即到即用，请待核验通过后再来',
        'your organisation is not verified yet, so no use begins at once; come back when it is',
        { waitsFor },
      )
    : reason(
        'approval-needed',
        '该仪器须经实验室审批，不能即到即用，请提前预约',
        'the lab approves uses of this instrument, so none begins at once; book ahead',
        { waitsFor },
      );
