import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { constraintOf, inTransaction } from '@app/database';
import type { JobProcessor } from '@app/messaging';
import { StatementEmpty } from './statement.errors';
import { findMonthlyCustomers } from './statement.queries';
import { StatementsService } from './statements.service';

/** Nightly: drafts the statements of the last month for user organisations that settle by month, each once. */
@Injectable()
export class DraftMonthlyStatementsProcessor implements JobProcessor<'draft-monthly-statements'> {
  readonly job = 'draft-monthly-statements';

  constructor(
    private readonly db: DataSource,
    private readonly statements: StatementsService,
  ) {}

  async process(): Promise<void> {
    for (const of of await findMonthlyCustomers(this.db.manager)) {
      await inTransaction(this.db, (tx) => this.statements.draftIn(tx, null, of)).catch(
        (error: unknown) => {
          // Another worker, or the holder by hand, was first.
          if (error instanceof StatementEmpty) return;
          if (constraintOf(error) !== 'statement_drafted_twice') throw error;
        },
      );
    }
  }
}
