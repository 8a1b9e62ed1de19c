import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ExemptionResponse,
  GrantExemptionRequest,
  ListExemptionsQuery,
  RefuseExemptionRequest,
  RequestExemptionRequest,
} from './exemption.dto';
import { Exemptions } from './exemptions.service';

/** Exemptions from the duty to share. */
@ApiTags('duty')
@Controller()
export class ExemptionsController {
  constructor(private readonly exemptions: Exemptions) {}

  @Post('instruments/:id/exemptions')
  @ApiCreatedResponse({ type: ExemptionResponse })
  request(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RequestExemptionRequest,
    @Command() command: CommandCall,
  ): Promise<ExemptionResponse> {
    return this.exemptions.request({ actor, id, ...command }, body);
  }

  @Get('exemptions')
  @PageResponse(ExemptionResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListExemptionsQuery,
  ): Promise<Page<ExemptionResponse>> {
    return this.exemptions.list(actor, query);
  }

  @Get('exemptions/:id')
  @ApiOkResponse({ type: ExemptionResponse })
  get(@IdParam() id: string): Promise<ExemptionResponse> {
    return this.exemptions.get(id);
  }

  @Post('exemptions/:id/grant')
  @HttpCode(200)
  @ApiOkResponse({ type: ExemptionResponse })
  grant(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: GrantExemptionRequest,
    @Command() command: CommandCall,
  ): Promise<ExemptionResponse> {
    return this.exemptions.grant({ actor, id, ...command }, body);
  }

  @Post('exemptions/:id/refuse')
  @HttpCode(200)
  @ApiOkResponse({ type: ExemptionResponse })
  refuse(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() { reason }: RefuseExemptionRequest,
    @Command() command: CommandCall,
  ): Promise<ExemptionResponse> {
    return this.exemptions.refuse({ actor, id, ...command }, reason);
  }

  @Post('exemptions/:id/withdraw')
  @HttpCode(200)
  @ApiOkResponse({ type: ExemptionResponse })
  withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() command: CommandCall,
  ): Promise<ExemptionResponse> {
    return this.exemptions.withdraw({ actor, id, ...command });
  }
}
