import { Body, Controller, Delete, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ListServiceItemsQuery,
  PutServiceItemRequest,
  ServiceItemResponse,
} from './service-item.dto';
import { ServiceItems } from './service-items.service';

/** What laboratories test samples for. */
@ApiTags('orders')
@Controller('service-items')
export class ServiceItemsController {
  constructor(private readonly items: ServiceItems) {}

  @Get()
  @PageResponse(ServiceItemResponse)
  list(@Query() query: ListServiceItemsQuery): Promise<Page<ServiceItemResponse>> {
    return this.items.list(query);
  }

  @Post()
  @ApiCreatedResponse({ type: ServiceItemResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: PutServiceItemRequest,
    @Command() how: CommandCall,
  ): Promise<ServiceItemResponse> {
    return this.items.create(actor, body, how);
  }

  @Put(':id')
  @ApiOkResponse({ type: ServiceItemResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PutServiceItemRequest,
    @Command() how: CommandCall,
  ): Promise<ServiceItemResponse> {
    return this.items.put(actor, id, body, how);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  end(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<void> {
    return this.items.end(actor, id, how);
  }
}
