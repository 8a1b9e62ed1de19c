import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Command,
  type CommandCall,
  IdParam,
  type Page,
  PageQuery,
  PageResponse,
  RequiresIdempotencyKey,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  OrderMessageResponse,
  ReadMessagesRequest,
  SendMessageRequest,
  UnreadMessagesResponse,
} from './order-message.dto';
import { OrderMessages } from './order-messages.service';

@ApiTags('orders')
@Controller('orders/:id/messages')
export class OrderMessagesController {
  constructor(private readonly messages: OrderMessages) {}

  @Get()
  @PageResponse(OrderMessageResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<OrderMessageResponse>> {
    return this.messages.list(id, query);
  }

  @Get('unread')
  @ApiOkResponse({ type: UnreadMessagesResponse })
  unread(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<UnreadMessagesResponse> {
    return this.messages.unread(actor, id);
  }

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: OrderMessageResponse })
  send(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() { text }: SendMessageRequest,
    @Command() how: CommandCall,
  ): Promise<OrderMessageResponse> {
    return this.messages.send(actor, id, text, how);
  }

  /** For the caller's side of the order. */
  @Post('read')
  @HttpCode(200)
  @ApiOkResponse({ type: UnreadMessagesResponse })
  read(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() { untilId }: ReadMessagesRequest,
  ): Promise<UnreadMessagesResponse> {
    return this.messages.read(actor, id, untilId);
  }
}
