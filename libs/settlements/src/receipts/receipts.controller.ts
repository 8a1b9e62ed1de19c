import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  MatchReceipt,
  ReceiptListQuery,
  ReceiptResponse,
  RecordReceipt,
  RefundReceipt,
  ReopenMatch,
} from './receipt.dto';
import { ReceiptSuggestions, SuggestionResponse } from './receipt-suggestions';
import { ReceiptsService } from './receipts.service';

/** Money that arrived and what it is for. */
@ApiTags('settlements')
@Controller('receipts')
export class ReceiptsController {
  constructor(
    private readonly receipts: ReceiptsService,
    private readonly suggestions: ReceiptSuggestions,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: ReceiptResponse })
  record(
    @CurrentActor() actor: Actor,
    @Body() body: RecordReceipt,
    @Command() { call }: CommandCall,
  ): Promise<ReceiptResponse> {
    return this.receipts.record(actor, body, call);
  }

  @Get()
  @PageResponse(ReceiptResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ReceiptListQuery,
  ): Promise<Page<ReceiptResponse>> {
    return this.receipts.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: ReceiptResponse })
  get(@IdParam() id: string): Promise<ReceiptResponse> {
    return this.receipts.get(id);
  }

  /** What it may be for: orders and invoices with something open, the likeliest first. */
  @Get(':id/suggestions')
  @ApiOkResponse({ type: [SuggestionResponse] })
  suggest(@IdParam() id: string): Promise<SuggestionResponse[]> {
    return this.suggestions.list(id);
  }

  @Post(':id/matches')
  @HttpCode(200)
  @ApiOkResponse({ type: ReceiptResponse })
  match(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: MatchReceipt,
    @Command() how: CommandCall,
  ): Promise<ReceiptResponse> {
    return this.receipts.match(actor, id, body, how);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @ApiOkResponse({ type: ReceiptResponse })
  reopen(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReopenMatch,
    @Command() how: CommandCall,
  ): Promise<ReceiptResponse> {
    return this.receipts.reopen(actor, id, body, how);
  }

  @Post(':id/refunds')
  @HttpCode(200)
  @ApiOkResponse({ type: ReceiptResponse })
  refund(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RefundReceipt,
    @Command() how: CommandCall,
  ): Promise<ReceiptResponse> {
    return this.receipts.refund(actor, id, body, how);
  }
}
