import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { metricsRegistry } from './metrics';

/** A figure that somebody should look at when it grows, although the process serves. */
interface Watch {
  /** Name of the metric, with its unit, such as `audit_unsealed_seconds`. */
  name: string;
  help: string;
  /** Readiness warns above this. */
  warnAbove: number;
  read: () => Promise<number>;
}

/** What a process watches of itself: each figure is a metric, and a warning of readiness when it is too high. */
@Injectable()
export class Watches {
  private readonly watches: Watch[] = [];

  add(watch: Watch): void {
    const { name, help, read } = watch;
    this.watches.push(watch);
    metricsRegistry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        async collect() {
          this.set(await read());
        },
      }),
    );
  }

  /** Names of the figures that are too high now. */
  async warnings(): Promise<string[]> {
    const figures = await Promise.all(
      this.watches.map(async ({ name, warnAbove, read }) =>
        (await read()) > warnAbove ? name : '',
      ),
    );
    return figures.filter(Boolean);
  }
}
