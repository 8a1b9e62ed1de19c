import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  DecideUseRequest,
  DutyInstrumentResponse,
  DutyResponse,
  DutySummaryQuery,
  DutySummaryResponse,
  ListFigureQuery,
  ListOverdueQuery,
  OverdueResponse,
} from './duty.dto';
import { DutyService } from './duty.service';
import { UseDecisions } from './use-decisions.service';

/** The duty to share: of one instrument, and how far all of it is met. */
@ApiTags('duty')
@Controller()
export class DutyController {
  constructor(
    private readonly duty: DutyService,
    private readonly decisions: UseDecisions,
  ) {}

  @Get('instruments/:id/duty')
  @ApiOkResponse({ type: DutyResponse })
  get(@IdParam() id: string): Promise<DutyResponse> {
    return this.duty.get(id);
  }

  @Post('instruments/:id/use-decision')
  @HttpCode(200)
  @ApiOkResponse({ type: DutyResponse })
  decideUse(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: DecideUseRequest,
    @Command() command: CommandCall,
  ): Promise<DutyResponse> {
    return this.decisions.decide({ actor, instrumentId, ...command }, body);
  }

  @Get('duty/summary')
  @ApiOkResponse({ type: DutySummaryResponse })
  summary(
    @CurrentActor() actor: Actor,
    @Query() query: DutySummaryQuery,
  ): Promise<DutySummaryResponse> {
    return this.duty.summary(actor, query);
  }

  @Get('duty/instruments')
  @PageResponse(DutyInstrumentResponse)
  instruments(
    @CurrentActor() actor: Actor,
    @Query() query: ListFigureQuery,
  ): Promise<Page<DutyInstrumentResponse>> {
    return this.duty.instruments(actor, query);
  }

  @Get('duty/overdue')
  @PageResponse(OverdueResponse)
  overdue(
    @CurrentActor() actor: Actor,
    @Query() query: ListOverdueQuery,
  ): Promise<Page<OverdueResponse>> {
    return this.duty.overdue(actor, query);
  }
}
