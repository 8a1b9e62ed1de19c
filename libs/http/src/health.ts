import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { Watches } from './watches';

class HealthResponse {
  @ApiProperty({ enum: ['ok'] }) status: 'ok';
}

class ReadinessResponse extends HealthResponse {
  @ApiProperty({ type: [String], description: 'figures that are too high, by their metric' })
  warnings: string[];
}

/**
 * Liveness says the process runs; readiness that it can reach its database, without which it answers 503, and what to
 * look at although it serves.
 */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly db: DataSource,
    private readonly watches: Watches,
  ) {}

  @Get('live')
  @ApiOkResponse({ type: HealthResponse })
  live(): HealthResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOkResponse({ type: ReadinessResponse })
  async ready(): Promise<ReadinessResponse> {
    await this.db.query('SELECT 1');
    return { status: 'ok', warnings: await this.watches.warnings() };
  }
}
