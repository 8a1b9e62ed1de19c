import { Injectable } from '@nestjs/common';
import type { DateTime } from 'luxon';
import { DataSource, type EntityManager } from 'typeorm';
import {
  civilDateOf,
  instantOf,
  type Interval,
  isInJiaxing,
  subtractFen,
  ZERO_FEN,
} from '@app/common';
import type { Actor } from '@app/identity';
import {
  type BookableInstrument,
  type FeeLine,
  type FeeTier,
  InstrumentsService,
} from '@app/instruments';
import { VouchersService } from '@app/vouchers';
import type { CreateQuoteRequest, QuoteResponse } from './order.dto';
import { NoFeeSchedule } from './order.errors';
import type { Nature, Purpose } from './order.words';
import { periodOf } from './period';
import { cheapestOf, type Price, type PriceLine } from './price.rules';
import { agreedPriceOf } from './prices/agreed-price.rules';

/** What has to be known to name a price. */
export interface PricedService {
  /** As read for the user, whose groups may have a price of their own. */
  instrument: BookableInstrument;
  userOrganisationId: string;
  period: Interval;
  purpose: Purpose;
  /** Absent when the user organisation declared none. */
  nature?: Nature;
  sampleCount: number;
  /** The holder's operator runs it, which may cost more. */
  withOperator?: boolean;
  voucherId?: string;
  /** When the order it is for was placed, whose voucher rules it keeps; absent for what is not placed yet. */
  placedAt?: DateTime;
}

/** A price with every line that makes it. */
export interface Quote extends QuoteResponse {
  lines: PriceLine[];
}

/** Names the price of a service before it is booked; whatever a client sends as a price is ignored. */
@Injectable()
export class QuotesService {
  constructor(
    private readonly db: DataSource,
    private readonly instruments: InstrumentsService,
    private readonly vouchers: VouchersService,
  ) {}

  /**
   * The price of a period for the actor's organisation.
   *
   * @throws NoFeeSchedule when there is no price on the day of service (422)
   */
  async create(actor: Actor, input: CreateQuoteRequest): Promise<QuoteResponse> {
    const period = periodOf(input.startsAt, input.endsAt);
    const tx = this.db.manager;
    const instrument = await this.instruments.getBookableFor(
      tx,
      actor,
      input.instrumentId,
      civilDateOf(instantOf(input.startsAt)),
    );
    return this.price(tx, {
      instrument,
      userOrganisationId: actor.organisationId,
      period,
      purpose: input.purpose,
      nature: input.nature,
      sampleCount: input.sampleCount ?? 0,
      withOperator: input.withOperator ?? false,
      voucherId: input.voucherId ?? undefined,
    });
  }

  /** The price line of a service; joins the booking's transaction. */
  async price(tx: EntityManager, service: PricedService): Promise<Quote> {
    const { instrument, period, voucherId } = service;
    const fees = instrument.feeSchedule;
    if (!fees) throw new NoFeeSchedule(civilDateOf(period.startsAt));
    const groupTiers = instrument.groups.flatMap(({ feeTier }) => feeTier ?? []);
    const measured = {
      ...{ period, samples: service.sampleCount, withOperator: service.withOperator ?? false },
    };
    const tier = await tierOf(tx, service, fees.lines);
    const priceBy = (prices: readonly FeeLine[]): Price =>
      cheapestOf(prices, measured, [tier, ...groupTiers]);
    const list = priceBy(fees.lines);
    const agreed = instrument.agreedPrice;
    const { listFen, lines } = agreed ? agreedPriceOf(list, agreed, fees.lines, priceBy) : list;
    const price = {
      listFen,
      voucherFen: ZERO_FEN,
      ownFen: listFen,
      feeScheduleVersion: fees.version,
      ...(agreed && listFen < list.listFen && { agreedPriceId: agreed.id }),
      ...(service.nature && { nature: service.nature }),
      lines,
    };
    if (voucherId === undefined) return price;
    const { voucherFen, reason, rulesVersion } = await this.vouchers.preview(tx, {
      voucherId,
      userOrganisationId: service.userOrganisationId,
      providerOrganisationId: instrument.holderId,
      instrumentRegionCode: instrument.regionCode,
      eligibleFen: listFen,
      purpose: service.purpose,
      nature: service.nature ?? null,
      serviceEndsAt: period.endsAt,
      ...(service.placedAt && { placedAt: service.placedAt }),
    });
    return {
      ...price,
      voucherFen,
      ownFen: subtractFen(listFen, voucherFen),
      ...(reason && { voucherReason: reason }),
      voucherRulesVersion: rulesVersion,
    };
  }
}

/** Whose prices count for a user organisation; a list without tiers spares the question where the user organisation is. */
export async function tierOf(
  tx: EntityManager,
  {
    userOrganisationId,
    instrument,
  }: { userOrganisationId: string; instrument: Pick<BookableInstrument, 'holderId'> },
  lines: readonly FeeLine[],
): Promise<FeeTier> {
  if (userOrganisationId === instrument.holderId) return 'internal';
  if (!lines.some(({ tier }) => tier)) return 'outside';
  const [user]: { region_code: string }[] = await tx.query(
    'SELECT region_code FROM organisation WHERE id = $1',
    [userOrganisationId],
  );
  return user && isInJiaxing(user.region_code) ? 'jiaxing' : 'outside';
}
