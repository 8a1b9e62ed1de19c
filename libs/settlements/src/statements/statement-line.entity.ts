import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import type { Fen } from '@app/common';
import { FenColumn } from '@app/database';

/** One order on a statement. An order stands on one statement at a time. */
@Entity('statement_line')
@Index('statement_line_order_stated_twice', ['orderId'], { unique: true, where: 'live' })
export class StatementLine {
  @ForeignKey('Statement', { name: 'statement_line_statement_exists' })
  @PrimaryColumn('uuid', { name: 'statement_id' })
  statementId: string;
  @ForeignKey('OrderAccount', { name: 'statement_line_order_exists' })
  @PrimaryColumn('uuid', { name: 'order_id' })
  orderId: string;
  /** False once it was left out, or the statement is void. */
  @Column('boolean', { default: true }) live: boolean;
  /** As it was when the statement was confirmed; a trigger writes both. */
  @FenColumn({ name: 'fee_fen', nullable: true }) feeFen: Fen | null;
  @FenColumn({ name: 'own_fen', nullable: true }) ownFen: Fen | null;
}
