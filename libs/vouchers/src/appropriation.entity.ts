import { CreatedAtColumn, FenColumn } from '@app/database';
import type { Fen } from '@app/common';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';

/** Money put into a programme by one budget document; its id is that of the ledger transfer. */
@Entity('appropriation')
@Check('appropriation_amount_not_positive', 'amount_fen > 0')
@Unique('appropriation_document_used_twice', ['programmeId', 'documentNumber'])
export class Appropriation {
  @PrimaryColumn('uuid') id: string;
  @ForeignKey('VoucherProgramme')
  @Column('uuid', { name: 'programme_id' })
  programmeId: string;
  /** 文号 of the document, such as 嘉财预〔2026〕12号. */
  @Column('text', { name: 'document_number' }) documentNumber: string;
  @FenColumn({ name: 'amount_fen' }) amountFen: Fen;
  @Column('uuid', { name: 'made_by' }) madeBy: string;
  @CreatedAtColumn() createdAt: DateTime;
}
