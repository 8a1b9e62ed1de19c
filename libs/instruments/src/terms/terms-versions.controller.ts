import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { InstrumentTermsService } from './instrument-terms.service';
import { FeeScheduleVersionResponse, OpeningHoursVersionResponse } from './terms.dto';

/** The terms of an instrument as they were from version to version. */
@ApiTags('instruments')
@Controller('instruments/:id')
export class TermsVersionsController {
  constructor(private readonly terms: InstrumentTermsService) {}

  @Get('fee-schedules')
  @PageResponse(FeeScheduleVersionResponse)
  feeSchedules(
    @IdParam() id: string,
    @Query() query: PageQuery,
  ): Promise<Page<FeeScheduleVersionResponse>> {
    return this.terms.listFeeSchedules(id, query);
  }

  @Get('opening-hours-versions')
  @PageResponse(OpeningHoursVersionResponse)
  openingHours(
    @IdParam() id: string,
    @Query() query: PageQuery,
  ): Promise<Page<OpeningHoursVersionResponse>> {
    return this.terms.listOpeningHours(id, query);
  }
}
