import { Module } from '@nestjs/common';
import { HealthController } from './health';
import { MetricsController } from './metrics';
import { Watches } from './watches';

/** Health and metrics of a process that answers HTTP. */
@Module({ controllers: [HealthController, MetricsController], providers: [Watches] })
export class HttpModule {}
