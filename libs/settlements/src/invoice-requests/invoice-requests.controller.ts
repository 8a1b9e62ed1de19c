import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreateInvoiceRequest,
  InvoiceRequestListQuery,
  InvoiceRequestResponse,
  IssueInvoice,
  RefuseInvoiceRequest,
} from './invoice-request.dto';
import { InvoiceRequests } from './invoice-requests.service';

/** What user organisations ask to be invoiced (开票申请), for both sides; the holder's desk is the list of `state=requested`. */
@ApiTags('settlements')
@Controller('invoice-requests')
export class InvoiceRequestsController {
  constructor(private readonly requests: InvoiceRequests) {}

  @Post()
  @ApiCreatedResponse({ type: InvoiceRequestResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateInvoiceRequest,
    @Command() { call }: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return this.requests.create(actor, body, call);
  }

  @Get()
  @PageResponse(InvoiceRequestResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: InvoiceRequestListQuery,
  ): Promise<Page<InvoiceRequestResponse>> {
    return this.requests.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: InvoiceRequestResponse })
  get(@IdParam() id: string): Promise<InvoiceRequestResponse> {
    return this.requests.get(id);
  }

  @Post(':id/issue')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceRequestResponse })
  issue(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: IssueInvoice,
    @Command() how: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return this.requests.issue(actor, id, body, how);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceRequestResponse })
  refuse(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RefuseInvoiceRequest,
    @Command() how: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return this.requests.refuse(actor, id, body, how);
  }

  @Post(':id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: InvoiceRequestResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<InvoiceRequestResponse> {
    return this.requests.withdraw(actor, id, how);
  }
}
