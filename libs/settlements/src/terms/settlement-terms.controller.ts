import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  PutSettlementTerms,
  SettlementTermsResponse,
  WithdrawSettlementTerms,
} from './settlement-terms.dto';
import { SettlementTermsService } from './settlement-terms.service';

/** How the caller's organisation wants to be paid. */
@ApiTags('settlements')
@Controller('settlement-terms')
export class SettlementTermsController {
  constructor(private readonly terms: SettlementTermsService) {}

  @Get()
  @PageResponse(SettlementTermsResponse)
  list(@CurrentActor() actor: Actor): Promise<Page<SettlementTermsResponse>> {
    return this.terms.list(actor);
  }

  @Put()
  @ApiOkResponse({ type: SettlementTermsResponse })
  put(
    @CurrentActor() actor: Actor,
    @Body() body: PutSettlementTerms,
    @Command() how: CommandCall,
  ): Promise<SettlementTermsResponse> {
    return this.terms.put(actor, body, how);
  }

  @Post('withdraw')
  @HttpCode(200)
  @PageResponse(SettlementTermsResponse)
  withdraw(
    @CurrentActor() actor: Actor,
    @Body() body: WithdrawSettlementTerms,
    @Command() how: CommandCall,
  ): Promise<Page<SettlementTermsResponse>> {
    return this.terms.withdraw(actor, body, how);
  }
}
