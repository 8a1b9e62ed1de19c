import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CloseMonth,
  IncomeShareResponse,
  IncomeStatementResponse,
  MonthQuery,
  SetShareRule,
  ShareListQuery,
  ShareRuleResponse,
} from './income-share.dto';
import { IncomeShareRules } from './income-share-rules.service';
import { IncomeShares } from './income-shares.service';

/** How the caller's organisation shares its income with its laboratories. */
@ApiTags('settlements')
@Controller('income-shares')
export class IncomeSharesController {
  constructor(
    private readonly shares: IncomeShares,
    private readonly rules: IncomeShareRules,
  ) {}

  @Get('rules')
  @PageResponse(ShareRuleResponse)
  listRules(
    @CurrentActor() actor: Actor,
    @Query() query: PageQuery,
  ): Promise<Page<ShareRuleResponse>> {
    return this.rules.list(actor, query);
  }

  @Post('rules')
  @ApiCreatedResponse({ type: ShareRuleResponse })
  setRule(
    @CurrentActor() actor: Actor,
    @Body() body: SetShareRule,
    @Command() how: CommandCall,
  ): Promise<ShareRuleResponse> {
    return this.rules.set(actor, body, how);
  }

  /** A month by laboratory. */
  @Get('statement')
  @ApiOkResponse({ type: IncomeStatementResponse })
  statement(
    @CurrentActor() actor: Actor,
    @Query() query: MonthQuery,
  ): Promise<IncomeStatementResponse> {
    return this.shares.statement(actor, query);
  }

  /** A month by order. */
  @Get()
  @PageResponse(IncomeShareResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ShareListQuery,
  ): Promise<Page<IncomeShareResponse>> {
    return this.shares.list(actor, query);
  }

  @Post('closings')
  @ApiCreatedResponse({ type: IncomeStatementResponse })
  close(
    @CurrentActor() actor: Actor,
    @Body() body: CloseMonth,
    @Command() how: CommandCall,
  ): Promise<IncomeStatementResponse> {
    return this.shares.close(actor, body, how);
  }
}
