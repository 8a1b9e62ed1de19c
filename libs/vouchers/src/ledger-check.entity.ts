import { newId } from '@app/common';
import { InstantColumn } from '@app/database';
import type { DateTime } from 'luxon';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One look at the whole of the books: every invariant, and every balance beside its entries. */
@Entity('ledger_check')
@Check('ledger_check_of_nothing', 'invariants > 0')
@Index('ledger_check_latest', ['checkedAt'])
export class LedgerCheck {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'PK_ledger_check' }) id: string = newId();
  /** How many invariants were asked. */
  @Column('int') invariants: number;
  /** Ids of those with offending rows; empty when the books hold. */
  @Column('text', { array: true }) broken: string[];
  /** How many accounts were rebuilt. */
  @Column('int') accounts: number;
  /** How many of them say something else than their entries. */
  @Column('int') differences: number;
  @InstantColumn({ name: 'checked_at', default: () => 'app_now()' }) checkedAt: DateTime;
}
