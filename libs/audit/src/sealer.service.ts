import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AUDIT_SETTINGS, type AuditSettings } from './audit.settings';
import { HeadRecorder } from './head-recorder';
import { AuditHeads } from './heads';
import { sealAuditTrail } from './sealer';
import { readUnsealed } from './verify';

const INTERVAL_MS = 1_000;

/** Entries older than this without a seal are something to look at. */
export const UNSEALED_WARNING_SECONDS = 60;

/**
 * Seals the audit trail each second in the worker and writes its head outside the database; several workers take turns
 * by an advisory lock.
 */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditSealer.name);
  private readonly recorder: HeadRecorder;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: DataSource,
    @Inject(AUDIT_SETTINGS) private readonly settings: AuditSettings,
  ) {
    const { auditHeadsDirectory, auditKey } = settings;
    this.recorder = new HeadRecorder(db, new AuditHeads(auditHeadsDirectory, auditKey));
  }

  /** Age of the oldest entry without a seal, in seconds; 0 when all are sealed. */
  async unsealedSeconds(): Promise<number> {
    return (await readUnsealed(this.db)).unsealedSeconds;
  }

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.running = this.seal().finally(() => {
        if (!this.stopped) this.schedule();
      });
    }, INTERVAL_MS);
  }

  private async seal(): Promise<void> {
    try {
      await sealAuditTrail(this.db, this.settings.auditKey);
      await this.recorder.record(Date.now());
    } catch (error) {
      // The next second tries again; what stays unsealed is watched by its age, a missing head by the verification.
      this.logger.error({ err: error, event: 'audit-seal-failed' });
    }
  }
}
