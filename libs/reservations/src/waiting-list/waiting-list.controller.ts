import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  JoinWaitingListRequest,
  WaitingEntryResponse,
  WaitingListResponse,
} from './waiting-list.dto';
import { WaitingListService } from './waiting-list.service';

/** Waiting for time that is not free. */
@ApiTags('reservations')
@Controller()
export class WaitingListController {
  constructor(private readonly waiting: WaitingListService) {}

  @Post('instruments/:id/waiting-list')
  @ApiCreatedResponse({ type: WaitingEntryResponse })
  join(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: JoinWaitingListRequest,
    @Command() { call }: CommandCall,
  ): Promise<WaitingEntryResponse> {
    return this.waiting.join(actor, id, body, call);
  }

  @Get('waiting-list')
  @ApiOkResponse({ type: WaitingListResponse })
  list(@CurrentActor() actor: Actor): Promise<WaitingListResponse> {
    return this.waiting.list(actor);
  }

  @Post('waiting-list/:id/leave')
  @HttpCode(200)
  @ApiOkResponse({ type: WaitingEntryResponse })
  leave(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<WaitingEntryResponse> {
    return this.waiting.leave(actor, id, call);
  }
}
