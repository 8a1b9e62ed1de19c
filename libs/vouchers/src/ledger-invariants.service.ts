import type { Text } from '@app/common';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Invariant, LEDGER_INVARIANTS } from './invariants.sql';

/** Rows of a broken invariant shown at most; the count of all of them is not needed to raise the alarm. */
const SHOWN_ROWS = 20;

/** One row that breaks an invariant. */
export interface Violation {
  id: string;
  title: Text;
  row: Record<string, unknown>;
}

/** Runs every invariant of the books, those other libs add included. */
@Injectable()
export class LedgerInvariants {
  private readonly invariants: Invariant[] = [...LEDGER_INVARIANTS];

  constructor(private readonly db: DataSource) {}

  /** Adds the invariants of a lib that stands above this one; called once while the process starts. */
  add(invariants: readonly Invariant[]): void {
    this.invariants.push(...invariants);
  }

  async check(): Promise<{ checked: Invariant[]; violations: Violation[] }> {
    const violations: Violation[] = [];
    for (const { id, title, sql } of this.invariants) {
      const rows: Record<string, unknown>[] = await this.db.query(`${sql} LIMIT ${SHOWN_ROWS}`);
      violations.push(...rows.map((row) => ({ id, title, row })));
    }
    return { checked: [...this.invariants], violations };
  }
}
