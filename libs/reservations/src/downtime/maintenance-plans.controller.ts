import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageQuery, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CancelledMaintenancePlan,
  CancelMaintenancePlanRequest,
  CreatedMaintenancePlan,
  CreateMaintenancePlanRequest,
  ListedMaintenancePlan,
  MaintenancePlanResponse,
} from './maintenance-plan.dto';
import { MaintenancePlansService } from './maintenance-plans.service';

/** Maintenance that repeats. */
@ApiTags('reservations')
@Controller()
export class MaintenancePlansController {
  constructor(private readonly plans: MaintenancePlansService) {}

  @Post('instruments/:id/maintenance-plans')
  @ApiCreatedResponse({ type: CreatedMaintenancePlan })
  create(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateMaintenancePlanRequest,
    @Command() { call }: CommandCall,
  ): Promise<CreatedMaintenancePlan> {
    return this.plans.create(actor, id, body, call);
  }

  @Get('instruments/:id/maintenance-plans')
  @PageResponse(ListedMaintenancePlan)
  list(@IdParam() id: string, @Query() query: PageQuery): Promise<Page<ListedMaintenancePlan>> {
    return this.plans.list(id, query);
  }

  @Get('maintenance-plans/:id')
  @ApiOkResponse({ type: MaintenancePlanResponse })
  get(@IdParam() id: string): Promise<MaintenancePlanResponse> {
    return this.plans.get(id);
  }

  @Post('maintenance-plans/:id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: CancelledMaintenancePlan })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CancelMaintenancePlanRequest,
    @Command() { call }: CommandCall,
  ): Promise<CancelledMaintenancePlan> {
    return this.plans.cancel(actor, id, body, call);
  }
}
