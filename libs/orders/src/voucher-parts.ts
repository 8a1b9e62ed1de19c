import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { type Fen, subtractFen, ZERO_FEN } from '@app/common';
import { acrossOrganisations } from '@app/database';
import type { Actor } from '@app/identity';
import { type SubsidyPreview, VouchersService } from '@app/vouchers';
import { ServicePeriods } from './confirmation/service-periods';
import { captureOf } from './price.rules';
import { feeOf, type ServiceOrder } from './service-order.entity';

/** What each side pays of a fee. */
export interface FeeParts {
  voucherFen: Fen;
  ownFen: Fen;
  voucherReason: string | null;
  /** Of the programme's rules that decided so; null without a voucher. */
  voucherRulesVersion: number | null;
}

/** Makes the voucher part of an open order follow its fee. */
@Injectable()
export class VoucherParts {
  constructor(
    private readonly vouchers: VouchersService,
    private readonly periods: ServicePeriods,
  ) {}

  /**
   * Sets aside anew what the voucher pays of a new fee: the old hold goes back first, so that the voucher counts in full.
   * What an expired voucher has set aside it keeps, as nothing could be set aside of it again; the voucher is the user
   * organisation's, whoever acts. `actor` is null for an answer by a link.
   */
  follow(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    feeFen: Fen,
  ): Promise<FeeParts> {
    const { voucherId } = order;
    if (voucherId === null) return Promise.resolve(partsOf(feeFen, ZERO_FEN, order));
    return acrossOrganisations(tx, async () => {
      const before = await this.preview(tx, { ...order, voucherId }, feeFen);
      if (before.reason === 'voucher_expired' && order.voucherFen > 0)
        return this.keep(tx, actor, order, feeFen);
      if (order.voucherFen > 0) await this.vouchers.release(tx, { orderId: order.id, actor });
      const asked = await this.preview(tx, { ...order, voucherId }, feeFen);
      const { voucherFen } = asked;
      if (voucherFen > 0)
        await this.vouchers.hold(tx, {
          ...{ orderId: order.id, voucherId, amountFen: voucherFen, actor },
          ...{ providerOrganisationId: order.providerOrganisationId, placedAt: order.createdAt },
        });
      return partsOf(feeFen, voucherFen, decidedBy(asked));
    });
  }

  /**
   * What the order's voucher would pay of a fee now; it promises nothing.
   *
   * @throws VoucherNotFound when the voucher is not the user organisation's (404)
   */
  expect(
    tx: EntityManager,
    order: ServiceOrder & { voucherId: string },
    feeFen: Fen,
  ): Promise<FeeParts> {
    return acrossOrganisations(tx, async () => {
      const asked = await this.preview(tx, order, feeFen);
      return partsOf(feeFen, asked.voucherFen, decidedBy(asked));
    });
  }

  /** What a lower fee does not need of the hold returns at completion, with the remainder of the capture. */
  private async keep(
    tx: EntityManager,
    actor: Actor | null,
    order: ServiceOrder,
    feeFen: Fen,
  ): Promise<FeeParts> {
    const voucherFen = captureOf(order.voucherFen, feeOf(order), feeFen);
    if (order.voucherFen > 0 && voucherFen === 0)
      await this.vouchers.release(tx, { orderId: order.id, actor });
    return partsOf(feeFen, voucherFen, order);
  }

  private async preview(
    tx: EntityManager,
    order: ServiceOrder & { voucherId: string },
    eligibleFen: Fen,
  ): Promise<SubsidyPreview> {
    const period = await this.periods.find(tx, order.id);
    const [row]: { region_code: string; now: Date }[] = await tx.query(
      `SELECT coalesce(i.region_code, f.region_code, p.region_code) AS region_code, app_now() AS now
         FROM organisation p LEFT JOIN instrument i ON i.id = $2 LEFT JOIN offline_order f ON f.order_id = $3
        WHERE p.id = $1`,
      [order.providerOrganisationId, order.instrumentId, order.id],
    );
    if (!row) throw new Error(`order ${order.id} has no provider`);
    return this.vouchers.preview(tx, {
      voucherId: order.voucherId,
      userOrganisationId: order.userOrganisationId,
      providerOrganisationId: order.providerOrganisationId,
      instrumentRegionCode: row.region_code,
      eligibleFen,
      purpose: order.purpose,
      nature: order.nature,
      placedAt: order.createdAt,
      // A service without a period ends no earlier than now.
      serviceEndsAt: period?.endsAt ?? DateTime.fromJSDate(row.now).toUTC(),
    });
  }
}

type Decided = Pick<FeeParts, 'voucherReason' | 'voucherRulesVersion'>;

const decidedBy = ({ reason, rulesVersion }: SubsidyPreview): Decided => ({
  ...{ voucherReason: reason, voucherRulesVersion: rulesVersion },
});

const partsOf = (
  feeFen: Fen,
  voucherFen: Fen,
  { voucherReason, voucherRulesVersion }: Decided,
): FeeParts => ({
  ...{ voucherFen, voucherReason, voucherRulesVersion },
  ownFen: subtractFen(feeFen, voucherFen),
});
