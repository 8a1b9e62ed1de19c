import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  ContractPreview,
  ContractTemplateQuery,
  ContractTemplateResponse,
  PreviewContractRequest,
  PutContractTemplateRequest,
} from './contract-template.dto';
import { ContractTemplates } from './contract-templates.service';

/** The six clauses of contracts of service: the city's, and those of holders who have their own. */
@ApiTags('instruments')
@Controller()
export class ContractTemplatesController {
  constructor(private readonly templates: ContractTemplates) {}

  @Get('contract-template')
  @ApiOkResponse({ type: ContractTemplateResponse })
  get(@Query() { holderId }: ContractTemplateQuery): Promise<ContractTemplateResponse> {
    return this.templates.get(holderId);
  }

  @Put('contract-template')
  @ApiOkResponse({ type: ContractTemplateResponse })
  putForCity(
    @CurrentActor() actor: Actor,
    @Body() body: PutContractTemplateRequest,
    @Command() how: CommandCall,
  ): Promise<ContractTemplateResponse> {
    return this.templates.put({ actor, holderId: null, ...how }, body);
  }

  @Put('organisations/:id/contract-template')
  @ApiOkResponse({ type: ContractTemplateResponse })
  putForHolder(
    @CurrentActor() actor: Actor,
    @IdParam() holderId: string,
    @Body() body: PutContractTemplateRequest,
    @Command() how: CommandCall,
  ): Promise<ContractTemplateResponse> {
    return this.templates.put({ actor, holderId, ...how }, body);
  }

  @Post('contract-template/preview')
  @HttpCode(200)
  @ApiOkResponse({ type: ContractPreview })
  preview(@Body() { clauses }: PreviewContractRequest): ContractPreview {
    return this.templates.preview(clauses);
  }
}
