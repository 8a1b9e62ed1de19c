import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AllocationBody,
  FlushInvoice,
  InvoiceListQuery,
  InvoiceResponse,
  RecordInvoice,
  VerifyInvoice,
} from './invoice.dto';
import { InvoicesService } from './invoices.service';

/** Invoices and what they are for. */
@ApiTags('settlements')
@Controller('invoices')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @Post()
  @ApiCreatedResponse({ type: InvoiceResponse })
  record(
    @CurrentActor() actor: Actor,
    @Body() body: RecordInvoice,
    @Command() { call }: CommandCall,
  ): Promise<InvoiceResponse> {
    return this.invoices.record(actor, body, call);
  }

  @Get()
  @PageResponse(InvoiceResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: InvoiceListQuery,
  ): Promise<Page<InvoiceResponse>> {
    return this.invoices.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: InvoiceResponse })
  get(@IdParam() id: string): Promise<InvoiceResponse> {
    return this.invoices.get(id);
  }

  @Post(':id/allocations')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceResponse })
  allocate(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AllocationBody,
    @Command() how: CommandCall,
  ): Promise<InvoiceResponse> {
    return this.invoices.allocate(actor, id, body, how);
  }

  @Post(':id/verify')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceResponse })
  verify(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: VerifyInvoice,
    @Command() how: CommandCall,
  ): Promise<InvoiceResponse> {
    return this.invoices.verify(actor, id, body, how);
  }

  @Post(':id/red-flush')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceResponse })
  flush(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: FlushInvoice,
    @Command() how: CommandCall,
  ): Promise<InvoiceResponse> {
    return this.invoices.flush(actor, id, body, how);
  }
}
