import { type Actor, CurrentActor } from '@app/identity';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { ChangeVoucherRules, VoucherRulesResponse } from './voucher-rules.dto';
import { VoucherRulesService } from './voucher-rules.service';

@ApiTags('vouchers')
@Controller('voucher-programmes/:id/rules')
export class VoucherRulesController {
  constructor(private readonly rules: VoucherRulesService) {}

  @Get()
  @PageResponse(VoucherRulesResponse)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<VoucherRulesResponse>> {
    return this.rules.list(id, query);
  }

  @Post()
  @ApiCreatedResponse({ type: VoucherRulesResponse })
  change(
    @IdParam() id: string,
    @Body() body: ChangeVoucherRules,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<VoucherRulesResponse> {
    return this.rules.change(id, body, actor, call);
  }
}
