import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Fen } from '@app/common';
import { FenColumn } from '@app/database';

/** What a request asks of one order. While it is live, no other request can ask for the same fen; a trigger ends it. */
@Entity('invoice_request_part')
@Unique('invoice_request_part_repeated', ['requestId', 'orderId'])
@Check('invoice_request_part_amount_not_positive', 'amount_fen > 0')
export class InvoiceRequestPart {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('InvoiceRequest', { name: 'invoice_request_part_request_exists' })
  @Column('uuid', { name: 'request_id' })
  requestId: string;
  @Index('invoice_request_part_of_order', { where: 'live' })
  @ForeignKey('OrderAccount', { name: 'invoice_request_part_order_exists' })
  @Column('uuid', { name: 'order_id' })
  orderId: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('boolean', { default: true }) live: boolean;
}
