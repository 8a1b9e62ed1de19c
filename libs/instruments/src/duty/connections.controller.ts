import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ClassifiedHoldingResponse, PutClassifiedHoldingRequest } from './classified-holding.dto';
import { ClassifiedHoldings } from './classified-holdings.service';
import { Connections } from './connections.service';
import { DutyResponse } from './duty.dto';
import {
  ExternalIdsResponse,
  PutExternalIdsRequest,
  VerifyExternalIdRequest,
} from './external-id.dto';
import { ExternalIds } from './external-ids.service';
import { PutSensorRequest } from './sensor.dto';

/** Numbers and addresses of an instrument in other registers. */
@ApiTags('duty')
@Controller('instruments/:id/external-ids')
export class ExternalIdsController {
  constructor(private readonly externalIds: ExternalIds) {}

  @Get()
  @ApiOkResponse({ type: ExternalIdsResponse })
  get(@IdParam() id: string): Promise<ExternalIdsResponse> {
    return this.externalIds.list(id);
  }

  @Put()
  @ApiOkResponse({ type: ExternalIdsResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { externalIds }: PutExternalIdsRequest,
    @Command() command: CommandCall,
  ): Promise<ExternalIdsResponse> {
    return this.externalIds.put({ actor, instrumentId, ...command }, externalIds);
  }

  @Post('verify')
  @HttpCode(200)
  @ApiOkResponse({ type: ExternalIdsResponse })
  verify(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: VerifyExternalIdRequest,
    @Command() command: CommandCall,
  ): Promise<ExternalIdsResponse> {
    return this.externalIds.verify({ actor, instrumentId, ...command }, body);
  }
}

/** The sensor that tells how much an instrument runs. */
@ApiTags('duty')
@Controller('instruments/:id/sensor')
export class SensorsController {
  constructor(private readonly connections: Connections) {}

  @Put()
  @ApiOkResponse({ type: DutyResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: PutSensorRequest,
    @Command() command: CommandCall,
  ): Promise<DutyResponse> {
    return this.connections.putSensor({ actor, instrumentId, ...command }, body);
  }
}

/** Classified sets, which are only counted. */
@ApiTags('duty')
@Controller('organisations/:id/classified-holding')
export class ClassifiedHoldingsController {
  constructor(private readonly holdings: ClassifiedHoldings) {}

  @Get()
  @ApiOkResponse({ type: ClassifiedHoldingResponse })
  get(@IdParam() id: string): Promise<ClassifiedHoldingResponse> {
    return this.holdings.get(id);
  }

  @Put()
  @ApiOkResponse({ type: ClassifiedHoldingResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() organisationId: string,
    @Body() body: PutClassifiedHoldingRequest,
    @Command() command: CommandCall,
  ): Promise<ClassifiedHoldingResponse> {
    return this.holdings.put({ actor, organisationId, ...command }, body);
  }
}
