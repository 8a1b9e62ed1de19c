import { Module } from '@nestjs/common';
import { HealthController } from './health';
import { MetricsController } from './metrics';

/** Health and metrics of a process that answers HTTP. */
@Module({ controllers: [HealthController, MetricsController] })
export class HttpModule {}
