import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import { IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreatedWebhookResponse,
  CreateWebhookRequest,
  WebhookDeliveryResponse,
  WebhookResponse,
} from './webhook.dto';
import { WebhooksService } from './webhooks.service';

/** Addresses that are told what happens, and what was sent there. */
@ApiTags('notifications')
@Controller()
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Post('organisations/:id/webhooks')
  @ApiCreatedResponse({ type: CreatedWebhookResponse })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateWebhookRequest,
  ): Promise<CreatedWebhookResponse> {
    return this.webhooks.create(actor, id, body);
  }

  @Get('organisations/:id/webhooks')
  @PageResponse(WebhookResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<WebhookResponse>> {
    return this.webhooks.list(id, query);
  }

  @Post('webhooks/:id/renew')
  @HttpCode(200)
  @ApiOkResponse({ type: CreatedWebhookResponse })
  renew(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<CreatedWebhookResponse> {
    return this.webhooks.renew(actor, id);
  }

  @Post('webhooks/:id/test')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: WebhookDeliveryResponse })
  test(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<WebhookDeliveryResponse> {
    return this.webhooks.test(actor, id);
  }

  @Get('webhooks/:id/deliveries')
  @PageResponse(WebhookDeliveryResponse)
  deliveries(
    @IdParam() id: string,
    @Query() query: PageQuery,
  ): Promise<Page<WebhookDeliveryResponse>> {
    return this.webhooks.deliveries(id, query);
  }

  @Post('webhooks/:id/deliveries/:deliveryId/resend')
  @HttpCode(202)
  @ApiAcceptedResponse({ type: WebhookDeliveryResponse })
  resend(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IdParam('deliveryId') deliveryId: string,
  ): Promise<WebhookDeliveryResponse> {
    return this.webhooks.resend(actor, id, deliveryId);
  }

  @Delete('webhooks/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.webhooks.remove(actor, id);
  }
}
