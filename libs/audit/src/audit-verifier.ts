import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AUDIT_SETTINGS, type AuditSettings } from './audit.settings';
import { AuditHeads } from './heads';
import { type Verification, verifyAuditTrail } from './verify';

/** Verifies the trail inside a running process. */
@Injectable()
export class AuditVerifier {
  constructor(
    private readonly db: DataSource,
    @Inject(AUDIT_SETTINGS) private readonly settings: AuditSettings,
  ) {}

  /** @param maxEntries the latest blocks with at most so many entries together */
  verify(maxEntries: number): Promise<Verification> {
    const { auditKey: key, auditHeadsDirectory } = this.settings;
    return verifyAuditTrail(this.db, {
      key,
      heads: new AuditHeads(auditHeadsDirectory, key),
      maxEntries,
    });
  }
}
