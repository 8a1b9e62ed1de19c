import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CreateResourceRequest,
  PutInstrumentResourcesRequest,
  ResourceResponse,
  ResourcesResponse,
} from './resource.dto';
import { ResourcesService } from './resources.service';

/** What instruments of the caller's organisation share. */
@ApiTags('instruments')
@Controller('shared-resources')
export class SharedResourcesController {
  constructor(private readonly resources: ResourcesService) {}

  @Get()
  @ApiOkResponse({ type: ResourcesResponse })
  async list(@CurrentActor() actor: Actor): Promise<ResourcesResponse> {
    return { items: await this.resources.list(actor) };
  }

  @Post()
  @ApiCreatedResponse({ type: ResourceResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateResourceRequest,
    @Command() { call }: CommandCall,
  ): Promise<ResourceResponse> {
    return this.resources.create(actor, body, call);
  }
}

/** What every booking of an instrument takes beside its own unit. */
@ApiTags('instruments')
@Controller('instruments/:id/resources')
export class InstrumentResourcesController {
  constructor(private readonly resources: ResourcesService) {}

  @Get()
  @ApiOkResponse({ type: ResourcesResponse })
  async list(@IdParam() instrumentId: string): Promise<ResourcesResponse> {
    return { items: await this.resources.ofInstrument(instrumentId) };
  }

  @Put()
  @ApiOkResponse({ type: ResourcesResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { resourceIds }: PutInstrumentResourcesRequest,
    @Command() command: CommandCall,
  ): Promise<ResourcesResponse> {
    return this.resources.put({ actor, instrumentId, ...command }, resourceIds);
  }
}
