import type { JobContext, JobProcessor } from '@app/messaging';
import { Injectable } from '@nestjs/common';
import { LedgerChecks } from './ledger-checks.service';

/** Checks the books every night, after the vouchers of the day before have expired. */
@Injectable()
export class LedgerCheckProcessor implements JobProcessor<'check-ledger'> {
  readonly job = 'check-ledger';

  constructor(private readonly checks: LedgerChecks) {}

  async process(_payload: Record<string, never>, _context: JobContext): Promise<void> {
    await this.checks.run();
  }
}
