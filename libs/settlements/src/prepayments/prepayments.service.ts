import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AttachmentDownload } from '@app/orders';
import { PrepaymentMissing, ReportWithheld } from './prepayment.errors';
import { findCover, findMoneyFirst, lockCover } from './prepayment.queries';
import { missingOf } from './prepayment.rules';

/** What waits for money by the terms an order was placed under: the work (预付, 预存) and the report. */
@Injectable()
export class Prepayments {
  /**
   * Before the work of an order begins, in the transaction that begins it: the money it begins on is nobody else's.
   *
   * @throws PrepaymentMissing where the terms say prepaid or deposit and less is there than the order needs (422)
   */
  async requireCovered(tx: EntityManager, orderId: string): Promise<void> {
    const first = await findMoneyFirst(tx, orderId);
    if (!first?.work) return;
    await lockCover(tx, first);
    const cover = await findCover(tx, orderId);
    if (cover && missingOf(cover) > 0) throw new PrepaymentMissing(cover, missingOf(cover));
  }

  /** Why a download of an attachment has to wait for money; null where it goes out. */
  async findWithheld(
    tx: EntityManager,
    { orderId, kind, side }: AttachmentDownload,
  ): Promise<ReportWithheld | null> {
    if (kind !== 'report' || side !== 'user') return null;
    const first = await findMoneyFirst(tx, orderId);
    const cover = first?.report ? await findCover(tx, orderId) : null;
    return cover && missingOf(cover) > 0 ? new ReportWithheld(cover, missingOf(cover)) : null;
  }
}
