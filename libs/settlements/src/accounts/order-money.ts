import { ApiProperty } from '@nestjs/swagger';
import { type Fen, subtractFen, type Text, ZERO_FEN } from '@app/common';
import { feeOf, type ServiceOrder } from '@app/orders';
import { ReportWithheld } from '../prepayments/prepayment.errors';
import type { Cover, MoneyFirst } from '../prepayments/prepayment.queries';
import { missingOf } from '../prepayments/prepayment.rules';
import { OrderBalanceResponse } from './order-balance';

/** What can wait for the money of an order. */
const WAITING = ['work', 'report'] as const;
type Waiting = (typeof WAITING)[number];

/** What an order costs as both sides have agreed so far: fee = voucher part + own part. */
export class AgreedPartsResponse {
  @ApiProperty({
    type: 'integer',
    description: 'with accepted changes; what was charged once it is completed',
  })
  feeFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what a voucher pays of it' }) voucherFen: Fen;
  @ApiProperty({ type: 'integer' }) ownFen: Fen;
}

/** Money that has to be there first (预付, 预存, 付款后提供报告), by the terms the order was placed under. */
export class OrderCoverResponse {
  @ApiProperty({ enum: WAITING, isArray: true, description: 'what waits for it' })
  waiting: Waiting[];
  @ApiProperty({ type: 'integer', description: 'what the order still needs' }) dueFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what is there for it, at most what it needs' })
  thereFen: Fen;
  @ApiProperty({ type: 'integer' }) missingFen: Fen;
}

/** Why the user organisation does not get the report yet. */
export class WithheldReportResponse {
  @ApiProperty({ example: 'report-withheld' }) code: string;
  @ApiProperty({ type: String, description: 'with the sums and the way out' }) detail: Text;
}

/** An order in money at any time: what is agreed, what must be there first, and the account once there is one. */
export class OrderMoneyResponse extends OrderBalanceResponse {
  @ApiProperty({
    description:
      'whether it can be invoiced and paid: accepted, or cancelled at a cost; all sums of its account are 0 before',
  })
  isBillable: boolean;
  @ApiProperty() agreed: AgreedPartsResponse;
  @ApiProperty({
    type: OrderCoverResponse,
    nullable: true,
    description: 'null where nothing waits for money',
  })
  cover: OrderCoverResponse | null;
  @ApiProperty({
    type: WithheldReportResponse,
    nullable: true,
    description: 'null where the report goes out',
  })
  reportWithheld: WithheldReportResponse | null;
}

/** The parts of an order's fee: planned until it is completed, as charged and captured afterwards. */
export function agreedPartsOf(
  order: Pick<ServiceOrder, 'listFen' | 'changeFen' | 'actualFen' | 'voucherFen' | 'capturedFen'>,
): AgreedPartsResponse {
  const [feeFen, voucherFen] =
    order.actualFen === null
      ? [feeOf(order), order.voucherFen]
      : [order.actualFen, order.capturedFen];
  return { feeFen, voucherFen, ownFen: subtractFen(feeFen, voucherFen) };
}

/** What waits for the money of an order. */
export const waitingFor = (first: MoneyFirst | null): Waiting[] =>
  WAITING.filter((one) => first?.[one]);

/** The sums of a cover; what a customer has left beyond the order's need is nobody's business here. */
export function toCover(waiting: Waiting[], cover: Cover): OrderCoverResponse {
  const missingFen = missingOf(cover);
  const dueFen = cover.dueFen > 0 ? cover.dueFen : ZERO_FEN;
  return { waiting, dueFen, thereFen: subtractFen(dueFen, missingFen), missingFen };
}

/** Why the report of an order waits; null where it does not. */
export function toWithheld(
  waiting: readonly Waiting[],
  cover: Cover,
): WithheldReportResponse | null {
  const missingFen = missingOf(cover);
  if (!waiting.includes('report') || missingFen === ZERO_FEN) return null;
  const { code, detail } = new ReportWithheld(cover, missingFen);
  return { code, detail };
}

/** The account of an order that has none yet: nothing is billed, so nothing is open. */
export const noAccountOf = ({
  id,
  number,
}: Pick<ServiceOrder, 'id' | 'number'>): OrderBalanceResponse => ({
  ...{ orderId: id, orderNumber: number },
  ...{ feeFen: ZERO_FEN, voucherFen: ZERO_FEN, billedFen: ZERO_FEN },
  ...{ invoicedFen: ZERO_FEN, uninvoicedFen: ZERO_FEN, paidFen: ZERO_FEN },
  ...{ refundedFen: ZERO_FEN, writtenOffFen: ZERO_FEN, openFen: ZERO_FEN },
});
