import { ApiProperty } from '@nestjs/swagger';
import { fen, type Fen } from '@app/common';

/**
 * What stands open of each order, the alias `balance`; a WHERE over `order_id` follows. What the user organisation owes
 * (`billed`) is the fee without what a voucher pays to the holder: billed = paid + open + written off, to the fen.
 */
export const ORDER_BALANCE_SQL = `
  SELECT balance.* FROM (
    SELECT account.order_id, o.number AS order_number, account.fee_fen, account.voucher_fen,
           account.fee_fen - account.voucher_fen AS billed_fen, account.invoiced_fen,
           account.fee_fen - account.invoiced_fen AS uninvoiced_fen, account.paid_fen, account.refunded_fen,
           account.written_off_fen,
           account.fee_fen - account.voucher_fen - account.paid_fen - account.written_off_fen AS open_fen
      FROM order_account account JOIN service_order o ON o.id = account.order_id) balance`;

/** A row of {@link ORDER_BALANCE_SQL}. */
export interface OrderBalanceRow {
  order_id: string;
  order_number: string;
  fee_fen: string;
  voucher_fen: string;
  billed_fen: string;
  invoiced_fen: string;
  uninvoiced_fen: string;
  paid_fen: string;
  refunded_fen: string;
  written_off_fen: string;
  open_fen: string;
}

/** An order in money: billed = paid + open + written off. */
export class OrderBalanceResponse {
  @ApiProperty({ format: 'uuid' }) orderId: string;
  @ApiProperty() orderNumber: string;
  @ApiProperty({ type: 'integer', description: 'actual fee after reductions and refunds' })
  feeFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what a voucher pays to the holder itself' })
  voucherFen: Fen;
  @ApiProperty({ type: 'integer', description: 'what the user organisation owes in all' })
  billedFen: Fen;
  @ApiProperty({ type: 'integer' }) invoicedFen: Fen;
  @ApiProperty({ type: 'integer' }) uninvoicedFen: Fen;
  @ApiProperty({ type: 'integer' }) paidFen: Fen;
  @ApiProperty({ type: 'integer', description: 'paid and given back; the fee is lower by it' })
  refundedFen: Fen;
  @ApiProperty({ type: 'integer' }) writtenOffFen: Fen;
  @ApiProperty({ type: 'integer' }) openFen: Fen;
}

export const toOrderBalance = (row: OrderBalanceRow): OrderBalanceResponse => ({
  orderId: row.order_id,
  orderNumber: row.order_number,
  feeFen: fen(row.fee_fen),
  voucherFen: fen(row.voucher_fen),
  billedFen: fen(row.billed_fen),
  invoicedFen: fen(row.invoiced_fen),
  uninvoicedFen: fen(row.uninvoiced_fen),
  paidFen: fen(row.paid_fen),
  refundedFen: fen(row.refunded_fen),
  writtenOffFen: fen(row.written_off_fen),
  openFen: fen(row.open_fen),
});
