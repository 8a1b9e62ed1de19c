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
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ConfirmPaymentBatch, CreatePaymentBatch, PaymentBatchResponse } from './payment-batch.dto';
import { PaymentBatchesService } from './payment-batches.service';

@ApiTags('claims')
@Controller('payment-batches')
export class PaymentBatchesController {
  constructor(private readonly batches: PaymentBatchesService) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: PaymentBatchResponse })
  create(
    @Body() body: CreatePaymentBatch,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<PaymentBatchResponse> {
    return this.batches.create(body.claimIds, actor, call, body);
  }

  @Get()
  @PageResponse(PaymentBatchResponse)
  list(@Query() query: PageQuery): Promise<Page<PaymentBatchResponse>> {
    return this.batches.list(query);
  }

  @Get(':id')
  @ApiOkResponse({ type: PaymentBatchResponse })
  get(@IdParam() id: string): Promise<PaymentBatchResponse> {
    return this.batches.get(id);
  }

  @Post(':id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: PaymentBatchResponse })
  confirm(
    @IdParam() id: string,
    @Body() body: ConfirmPaymentBatch,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<PaymentBatchResponse> {
    return this.batches.confirm(id, body.reference, actor, command);
  }
}
