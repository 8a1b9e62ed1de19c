import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sealAuditTrail } from './sealer';

/** Injection token of the sealer's signing key. */
export const AUDIT_KEY = 'AUDIT_KEY';
const INTERVAL_MS = 1_000;

/** Seals the audit trail each second in the worker; several workers take turns by an advisory lock. */
@Injectable()
export class AuditSealer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AuditSealer.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly db: DataSource,
    @Inject(AUDIT_KEY) private readonly key: string,
  ) {}

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
      await sealAuditTrail(this.db, this.key);
    } catch (error) {
      // The next second tries again; what stays unsealed is watched by its age.
      this.logger.error({ err: error, event: 'audit-seal-failed' });
    }
  }
}
