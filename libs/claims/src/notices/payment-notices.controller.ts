import { Command, type CommandCall, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { PaymentNoticeResponse, PublishPaymentNotice } from './payment-notice.dto';
import { PaymentNotices } from './payment-notices.service';

/** Public notices of what is to be paid. */
@ApiTags('claims')
@Controller('payment-notices')
export class PaymentNoticesController {
  constructor(private readonly notices: PaymentNotices) {}

  @Post()
  @ApiCreatedResponse({ type: PaymentNoticeResponse })
  publish(
    @Body() body: PublishPaymentNotice,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<PaymentNoticeResponse> {
    return this.notices.publish([...new Set(body.claimIds)], actor, call);
  }

  @Get()
  @PageResponse(PaymentNoticeResponse)
  list(@Query() query: PageQuery): Promise<Page<PaymentNoticeResponse>> {
    return this.notices.list(query);
  }
}
