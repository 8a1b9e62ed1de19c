import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ChannelCodes } from './channel-codes.service';
import {
  ChooseChannelsRequest,
  CodeSentResponse,
  ConfirmCodeRequest,
  NotificationChannelsResponse,
  NotificationDeliveryResponse,
  RequestCodeRequest,
} from './notification-channel.dto';
import { NotificationChannels } from './notification-channels.service';

/** How the caller wants to be told, and what was sent there. */
@ApiTags('notifications')
@Controller('me')
export class NotificationChannelsController {
  constructor(
    private readonly channels: NotificationChannels,
    private readonly codes: ChannelCodes,
  ) {}

  @Get('notification-channels')
  @ApiOkResponse({ type: NotificationChannelsResponse })
  get(@CurrentActor() actor: Actor): Promise<NotificationChannelsResponse> {
    return this.channels.get(actor);
  }

  @Put('notification-channels')
  @ApiOkResponse({ type: NotificationChannelsResponse })
  choose(
    @CurrentActor() actor: Actor,
    @Body() body: ChooseChannelsRequest,
  ): Promise<NotificationChannelsResponse> {
    return this.channels.choose(actor, body);
  }

  /** Sends a code to an address, to prove that its messages are read. */
  @Post('notification-channels/codes')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: CodeSentResponse })
  requestCode(
    @CurrentActor() actor: Actor,
    @Body() body: RequestCodeRequest,
  ): Promise<CodeSentResponse> {
    return this.codes.send(actor, body);
  }

  /** Takes the address to which the code was sent, and switches its channel on. */
  @Post('notification-channels/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: NotificationChannelsResponse })
  async confirm(
    @CurrentActor() actor: Actor,
    @Body() body: ConfirmCodeRequest,
  ): Promise<NotificationChannelsResponse> {
    await this.codes.confirm(actor, body);
    return this.channels.get(actor);
  }

  @Get('notification-deliveries')
  @PageResponse(NotificationDeliveryResponse)
  deliveries(
    @CurrentActor() actor: Actor,
    @Query() query: PageQuery,
  ): Promise<Page<NotificationDeliveryResponse>> {
    return this.channels.deliveries(actor, query);
  }
}
