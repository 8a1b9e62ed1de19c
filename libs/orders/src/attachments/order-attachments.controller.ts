import { Body, Controller, Delete, Get, HttpCode, Post, type StreamableFile } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { AttachToOrderRequest, OrderAttachmentResponse } from './order-attachment.dto';
import { OrderAttachments } from './order-attachments.service';

@ApiTags('orders')
@Controller('orders/:id/attachments')
export class OrderAttachmentsController {
  constructor(private readonly attachments: OrderAttachments) {}

  @Get()
  @PageResponse(OrderAttachmentResponse)
  list(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
  ): Promise<Page<OrderAttachmentResponse>> {
    return this.attachments.list(actor, id);
  }

  @Post()
  @ApiCreatedResponse({ type: OrderAttachmentResponse })
  attach(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AttachToOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderAttachmentResponse> {
    return this.attachments.attach(actor, id, body, how);
  }

  /** Always to be saved, never shown in this origin. */
  @Get(':attachmentId/content')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async content(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IdParam('attachmentId') attachmentId: string,
  ): Promise<StreamableFile> {
    const { file, content } = await this.attachments.open(actor, id, attachmentId);
    return downloadOf(file, content);
  }

  @Delete(':attachmentId')
  @HttpCode(204)
  remove(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IdParam('attachmentId') attachmentId: string,
  ): Promise<void> {
    return this.attachments.remove(actor, id, attachmentId);
  }
}
