import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  InstrumentLabResponse,
  LabResponse,
  LabsResponse,
  PutInstrumentLabRequest,
  PutLabRequest,
} from './lab.dto';
import { LabsService } from './labs.service';

/** Laboratories of the caller's organisation. */
@ApiTags('instruments')
@Controller('labs')
export class LabsController {
  constructor(private readonly labs: LabsService) {}

  @Get()
  @ApiOkResponse({ type: LabsResponse })
  async list(@CurrentActor() actor: Actor): Promise<LabsResponse> {
    return { items: await this.labs.list(actor) };
  }

  @Post()
  @ApiCreatedResponse({ type: LabResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: PutLabRequest,
    @Command() how: CommandCall,
  ): Promise<LabResponse> {
    return this.labs.create(actor, body, how);
  }

  @Put(':id')
  @ApiOkResponse({ type: LabResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() labId: string,
    @Body() body: PutLabRequest,
    @Command() how: CommandCall,
  ): Promise<LabResponse> {
    return this.labs.put({ actor, labId, ...how }, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @IdParam() labId: string,
    @Command() how: CommandCall,
  ): Promise<void> {
    return this.labs.remove({ actor, labId, ...how });
  }
}

/** Which laboratory an instrument belongs to. */
@ApiTags('instruments')
@Controller('instruments/:id/lab')
export class InstrumentLabController {
  constructor(private readonly labs: LabsService) {}

  @Put()
  @ApiOkResponse({ type: InstrumentLabResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { labId }: PutInstrumentLabRequest,
    @Command() how: CommandCall,
  ): Promise<InstrumentLabResponse> {
    return this.labs.assign({ actor, instrumentId, ...how }, labId ?? null);
  }
}
