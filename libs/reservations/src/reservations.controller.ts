import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import {
  Command,
  type CommandCall,
  IdParam,
  type Page,
  PageResponse,
  RequiresIdempotencyKey,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { HoldsService } from './holds.service';
import { ExtendService } from './life/extend.service';
import { HandOverService } from './life/hand-over.service';
import { PenaltiesService } from './life/penalties.service';
import { RatingsService } from './life/ratings.service';
import { MoveService } from './move.service';
import { ReservationLifeService } from './reservation-life.service';
import {
  CancelReservationRequest,
  CheckOutRequest,
  CompleteReservationRequest,
  CreateHoldRequest,
  CreateReservationRequest,
  ExtendReservationRequest,
  HandOverRequest,
  HoldResponse,
  ListReservationsQuery,
  MoveReservationRequest,
  RateRequest,
  ReasonRequest,
  ReservationResponse,
} from './reservation.dto';
import { ReservationsService } from './reservations.service';

@ApiTags('reservations')
@Controller('reservations')
export class ReservationsController {
  constructor(
    private readonly reservations: ReservationsService,
    private readonly life: ReservationLifeService,
    private readonly moves: MoveService,
    private readonly extensions: ExtendService,
    private readonly handOvers: HandOverService,
    private readonly penalties: PenaltiesService,
    private readonly ratings: RatingsService,
  ) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: ReservationResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateReservationRequest,
    @Command() { call }: CommandCall,
  ): Promise<ReservationResponse> {
    return this.reservations.create(actor, body, call);
  }

  @Get()
  @PageResponse(ReservationResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListReservationsQuery,
  ): Promise<Page<ReservationResponse>> {
    return this.reservations.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: ReservationResponse })
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ReservationResponse> {
    return this.reservations.get(actor, id);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.approve(actor, id, how);
  }

  @Post(':id/approve-second')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  approveSecond(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.approveSecond(actor, id, how);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  reject(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReasonRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.reject(actor, id, body.reason, how);
  }

  @Post(':id/move')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  move(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: MoveReservationRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.moves.move(actor, id, body, how);
  }

  @Post(':id/hand-over')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  handOver(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: HandOverRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.handOvers.handOver(actor, id, body, how);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CancelReservationRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.cancel(actor, id, body.reason, how);
  }

  @Post(':id/check-in')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  checkIn(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.checkIn(actor, id, how);
  }

  @Post(':id/check-out')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  checkOut(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CheckOutRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.checkOut(actor, id, body, how);
  }

  @Post(':id/extend')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  extend(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ExtendReservationRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.extensions.extend(actor, id, body, how);
  }

  @Post(':id/complete')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  complete(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CompleteReservationRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.life.complete(actor, id, body.actualFen, how);
  }

  @Post(':id/forgive')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  forgive(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReasonRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.penalties.forgive(actor, id, body.reason, how);
  }

  @Post(':id/rate')
  @HttpCode(200)
  @ApiOkResponse({ type: ReservationResponse })
  rate(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: RateRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.ratings.rate(actor, id, body, how);
  }
}

@ApiTags('reservations')
@Controller('holds')
export class HoldsController {
  constructor(private readonly holds: HoldsService) {}

  @Post()
  @ApiCreatedResponse({ type: HoldResponse })
  create(@CurrentActor() actor: Actor, @Body() body: CreateHoldRequest): Promise<HoldResponse> {
    return this.holds.create(actor, body);
  }

  @Post(':id/prolong')
  @HttpCode(200)
  @ApiOkResponse({ type: HoldResponse })
  prolong(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<HoldResponse> {
    return this.holds.prolong(actor, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  release(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<void> {
    return this.holds.release(actor, id);
  }
}
