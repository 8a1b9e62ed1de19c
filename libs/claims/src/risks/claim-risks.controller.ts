import { IdParam, type Page, PageResponse } from '@app/http';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClaimInboxQuery, ClaimRisksResponse, InboxClaimResponse } from './claim-risk.dto';
import { ClaimRisks } from './claim-risks.service';

/** The reviewers' view of claims. */
@ApiTags('claims')
@Controller()
export class ClaimRisksController {
  constructor(private readonly risks: ClaimRisks) {}

  /** Each rule as passed or as a sentence. */
  @Get('claims/:id/risks')
  @ApiOkResponse({ type: ClaimRisksResponse })
  get(@IdParam() id: string): Promise<ClaimRisksResponse> {
    return this.risks.get(id);
  }

  /** What waits for a decision, the riskiest first. */
  @Get('claim-inbox')
  @PageResponse(InboxClaimResponse)
  inbox(@Query() query: ClaimInboxQuery): Promise<Page<InboxClaimResponse>> {
    return this.risks.listInbox(query);
  }
}
