import {
  Body,
  Controller,
  Get,
  HttpCode,
  Post,
  Put,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { downloadOf } from '@app/files';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { OrderResponse } from '../order.dto';
import {
  CancelOfflineOrderRequest,
  CompleteOfflineOrderRequest,
  OfflinePaperQuery,
  OfflinePapersRequest,
  RejectOfflineOrderRequest,
} from './offline.dto';
import { OfflineCourse } from './offline-course.service';

/** What both sides do with a filed service; `id` is that of the order. */
@ApiTags('orders')
@Controller('offline-orders')
export class OfflineOrdersController {
  constructor(private readonly course: OfflineCourse) {}

  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  confirm(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.confirm(actor, id, how);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RejectOfflineOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.reject(actor, id, body.reason, how);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.withdraw(actor, id, how);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  complete(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CompleteOfflineOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.complete(actor, id, body, how);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: OrderResponse })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CancelOfflineOrderRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.cancel(actor, id, body.reason ?? null, how);
  }

  @Put(':id/papers')
  @ApiOkResponse({ type: OrderResponse })
  keepPapers(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: OfflinePapersRequest,
    @Command() how: CommandCall,
  ): Promise<OrderResponse> {
    return this.course.keepPapers(actor, id, body, how);
  }

  /** The contract, the report, or the latest evidence. */
  @Get(':id/paper')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async readPaper(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() { paper }: OfflinePaperQuery,
  ): Promise<StreamableFile> {
    const { file, content } = await this.course.openPaper(actor, id, paper);
    return downloadOf(file, content);
  }
}
