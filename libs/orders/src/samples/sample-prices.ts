import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type AgreedTerms, InstrumentsService } from '@app/instruments';
import { tierOf } from '../quotes.service';
import type { ServiceOrder } from '../service-order.entity';
import type { PriceList, QuotedLine } from './sample-quote.rules';
import { findOffered } from './service-items/service-items.service';

/** An order as far as it decides what prices hold for it. */
type PricedOrder = Pick<
  ServiceOrder,
  'instrumentId' | 'userOrganisationId' | 'providerOrganisationId' | 'placedBy'
>;

/** Which prices of a provider hold today for a user organisation. */
@Injectable()
export class SamplePrices {
  constructor(private readonly instruments: InstrumentsService) {}

  /** Today's fee schedule, service list and agreed price; without an instrument there is no fee schedule. */
  async of(
    tx: EntityManager,
    order: PricedOrder,
    lines: readonly QuotedLine[],
  ): Promise<{ prices: PriceList; version: number | null }> {
    const { instrumentId, userOrganisationId, placedBy } = order;
    const named = lines.flatMap(({ serviceItemId }) => serviceItemId ?? []);
    const items = await findOffered(tx, order, named);
    if (instrumentId === null) {
      const agreed = await findAgreed(tx, order);
      return { prices: { fees: [], tier: 'outside', items, agreed }, version: null };
    }
    const instrument = await this.instruments.getBookable(tx, instrumentId, null, {
      ...{ organisationId: userOrganisationId, userId: placedBy },
    });
    const fees = instrument.feeSchedule?.lines ?? [];
    const tier = await tierOf(tx, { userOrganisationId, instrument }, fees);
    const agreed = instrument.agreedPrice;
    return {
      prices: { fees, tier, items, agreed },
      version: instrument.feeSchedule?.version ?? null,
    };
  }
}

/** What is agreed for all instruments of a provider. */
async function findAgreed(
  tx: EntityManager,
  { providerOrganisationId, userOrganisationId }: PricedOrder,
): Promise<AgreedTerms | null> {
  const [row]: { agreed: AgreedTerms | null }[] = await tx.query(
    `SELECT agreed_price_of($1, $2, NULL, (app_now() AT TIME ZONE 'Asia/Shanghai')::date) AS agreed`,
    [providerOrganisationId, userOrganisationId],
  );
  return row?.agreed ?? null;
}
