import { Module } from '@nestjs/common';
import { AccessModule } from '@app/identity';
import { QualityController } from './quality.controller';
import { QualityService } from './quality.service';

/** How complete the records of the register are. */
@Module({
  imports: [AccessModule],
  controllers: [QualityController],
  providers: [QualityService],
})
export class QualityModule {}
