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
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { VoucherIssueService } from './voucher-issue.service';
import {
  IssueVoucher,
  VoucherEntryResponse,
  VoucherListQuery,
  VoucherResponse,
} from './voucher.dto';

@ApiTags('vouchers')
@Controller('vouchers')
export class VouchersController {
  constructor(private readonly vouchers: VoucherIssueService) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: VoucherResponse })
  issue(
    @Body() body: IssueVoucher,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<VoucherResponse> {
    return this.vouchers.issue(body, actor, call);
  }

  @Get()
  @PageResponse(VoucherResponse)
  list(
    @Query() query: VoucherListQuery,
    @CurrentActor() actor: Actor,
  ): Promise<Page<VoucherResponse>> {
    return this.vouchers.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: VoucherResponse })
  get(@IdParam() id: string): Promise<VoucherResponse> {
    return this.vouchers.get(id);
  }

  @Get(':id/entries')
  @PageResponse(VoucherEntryResponse)
  entries(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<VoucherEntryResponse>> {
    return this.vouchers.listEntries(id, query);
  }
}
