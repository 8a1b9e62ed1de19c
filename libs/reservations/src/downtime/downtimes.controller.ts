import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreateDowntimeRequest,
  DowntimePreview,
  DowntimeResponse,
  EndedDowntimeResponse,
} from './downtime.dto';
import { DowntimesService } from './downtimes.service';

@ApiTags('reservations')
@Controller()
export class DowntimesController {
  constructor(private readonly downtimes: DowntimesService) {}

  @Post('instruments/:id/downtimes')
  @ApiCreatedResponse({ type: DowntimeResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateDowntimeRequest,
    @Command() { call }: CommandCall,
  ): Promise<DowntimeResponse> {
    return this.downtimes.create(actor, id, body, call);
  }

  @Post('instruments/:id/downtimes/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: DowntimePreview })
  preview(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateDowntimeRequest,
  ): Promise<DowntimePreview> {
    return this.downtimes.preview(actor, id, body);
  }

  @Post('downtimes/:id/end')
  @HttpCode(200)
  @ApiOkResponse({ type: EndedDowntimeResponse })
  end(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<EndedDowntimeResponse> {
    return this.downtimes.end(actor, id, call);
  }
}
