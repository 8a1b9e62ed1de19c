import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { EligibilityQuery, EligibilityResponse } from './quota-application.dto';
import { QuotaApplications } from './quota-applications.service';

/** What an organisation finds before it applies. */
@ApiTags('vouchers')
@Controller('voucher-programmes/:id/eligibility')
export class QuotaEligibilityController {
  constructor(private readonly applications: QuotaApplications) {}

  @Get()
  @ApiOkResponse({ type: EligibilityResponse })
  get(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: EligibilityQuery,
  ): Promise<EligibilityResponse> {
    return this.applications.eligibility(actor, id, query);
  }
}
