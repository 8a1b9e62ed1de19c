import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { CurrentActor } from '../access/access.guard';
import type { Actor } from '../access/roles';
import {
  PayeeAccountDetailResponse,
  PayeeAccountResponse,
  ProposePayeeAccountRequest,
  RefusePayeeAccountRequest,
} from './payee-account.dto';
import { PayeeAccounts } from './payee-accounts.service';

@ApiTags('identity')
@Controller()
export class PayeeAccountsController {
  constructor(private readonly accounts: PayeeAccounts) {}

  @Post('organisations/:id/payee-accounts')
  @ApiCreatedResponse({ type: PayeeAccountResponse })
  propose(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProposePayeeAccountRequest,
    @Command() { call }: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.accounts.propose(actor, id, body, call);
  }

  @Get('organisations/:id/payee-accounts')
  @PageResponse(PayeeAccountResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<PayeeAccountResponse>> {
    return this.accounts.list(id, query);
  }

  @Get('payee-accounts/:id')
  @ApiOkResponse({ type: PayeeAccountDetailResponse })
  get(@IdParam() id: string): Promise<PayeeAccountDetailResponse> {
    return this.accounts.get(id);
  }

  @Post('payee-accounts/:id/confirm')
  @HttpCode(200)
  @ApiOkResponse({ type: PayeeAccountResponse })
  confirm(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.accounts.confirm(actor, id, how);
  }

  @Post('payee-accounts/:id/verify')
  @HttpCode(200)
  @ApiOkResponse({ type: PayeeAccountResponse })
  verify(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.accounts.verify(actor, id, how);
  }

  @Post('payee-accounts/:id/refuse')
  @HttpCode(200)
  @ApiOkResponse({ type: PayeeAccountResponse })
  refuse(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RefusePayeeAccountRequest,
    @Command() how: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.accounts.refuse(actor, id, body.reason, how);
  }

  @Post('payee-accounts/:id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: PayeeAccountResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<PayeeAccountResponse> {
    return this.accounts.withdraw(actor, id, how);
  }
}
