import { newId } from '@app/common';
import { AuditService } from '@app/audit';
import { inTransaction } from '@app/database';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LedgerBalances } from './ledger-balances.service';
import { LedgerInvariants } from './ledger-invariants.service';

/** What the last look at the books found. */
export interface LedgerAlarm {
  /** Ids of the invariants with offending rows. */
  broken: string[];
  /** How many accounts say something else than their entries. */
  differences: number;
}

/** Looks at the whole of the books, keeps what was found and raises the alarm on any row. */
@Injectable()
export class LedgerChecks {
  private readonly logger = new Logger(LedgerChecks.name);

  constructor(
    private readonly db: DataSource,
    private readonly invariants: LedgerInvariants,
    private readonly balances: LedgerBalances,
    private readonly audit: AuditService,
  ) {}

  /** Asks every invariant, rebuilds every balance, and keeps the outcome; nothing is repaired. */
  async run(): Promise<LedgerAlarm> {
    const { checked, violations } = await this.invariants.check();
    const { accounts, differences } = await this.balances.compare();
    const broken = [...new Set(violations.map(({ id }) => id))];
    const found = { broken, differences: differences.length };
    await inTransaction(this.db, async (tx) => {
      const id = newId();
      await tx.query(
        'INSERT INTO ledger_check (id, invariants, broken, accounts, differences) VALUES ($1, $2, $3, $4, $5)',
        [id, checked.length, broken, accounts, differences.length],
      );
      await this.audit.record(tx, {
        ...{ actor: null, action: 'ledger.check', objectType: 'ledger_check', objectId: id },
        detail: { ...found, invariants: checked.length, accounts },
      });
    });
    if (faultsOf(found) > 0) this.logger.error({ event: 'ledger-broken', ...found });
    return found;
  }

  /** How many faults the last check found; 0 before the first. The metric and the warning of readiness read it. */
  async faults(): Promise<number> {
    const [last]: LedgerAlarm[] = await this.db.query(
      'SELECT broken, differences FROM ledger_check ORDER BY checked_at DESC, id DESC LIMIT 1',
    );
    return last ? faultsOf(last) : 0;
  }
}

const faultsOf = ({ broken, differences }: LedgerAlarm): number => broken.length + differences;
