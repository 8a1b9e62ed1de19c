import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { DeclineWithdrawal, ProposeWithdrawal, WithdrawalResponse } from './voucher-withdrawal.dto';
import { VoucherWithdrawals } from './voucher-withdrawals.service';

/** The issuer takes back what a voucher has unused (撤券). */
@ApiTags('vouchers')
@Controller('vouchers/:id/withdrawals')
export class VoucherWithdrawalsController {
  constructor(private readonly withdrawals: VoucherWithdrawals) {}

  @Post()
  @ApiCreatedResponse({ type: WithdrawalResponse })
  propose(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ProposeWithdrawal,
    @Command() how: CommandCall,
  ): Promise<WithdrawalResponse> {
    return this.withdrawals.propose(actor, id, body.reason, how);
  }

  @Get()
  @PageResponse(WithdrawalResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<WithdrawalResponse>> {
    return this.withdrawals.list(id, query);
  }

  @Post('approve')
  @HttpCode(200)
  @ApiOkResponse({ type: WithdrawalResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<WithdrawalResponse> {
    return this.withdrawals.approve(actor, id, how);
  }

  @Post('decline')
  @HttpCode(200)
  @ApiOkResponse({ type: WithdrawalResponse })
  decline(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DeclineWithdrawal,
    @Command() how: CommandCall,
  ): Promise<WithdrawalResponse> {
    return this.withdrawals.decline(actor, id, body.reason, how);
  }
}
