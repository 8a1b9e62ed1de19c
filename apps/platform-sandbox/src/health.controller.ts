import { Controller, Get } from '@nestjs/common';

/** Says that the process answers. */
@Controller('health')
export class HealthController {
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}
