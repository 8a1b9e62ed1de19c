import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, RequiresIdempotencyKey } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  CancelledSeries,
  CancelSeriesRequest,
  CreatedSeries,
  CreateSeriesRequest,
  MoveSeriesRequest,
  PreviewSeriesRequest,
  SeriesPreview,
  SeriesResponse,
} from './series.dto';
import { SeriesChangesService } from './series-changes.service';
import { SeriesService } from './series.service';

/** Bookings that repeat. */
@ApiTags('reservations')
@Controller('reservation-series')
export class ReservationSeriesController {
  constructor(
    private readonly series: SeriesService,
    private readonly changes: SeriesChangesService,
  ) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: CreatedSeries })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateSeriesRequest,
    @Command() { call }: CommandCall,
  ): Promise<CreatedSeries> {
    return this.series.create(actor, body, call);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: SeriesPreview })
  preview(
    @CurrentActor() actor: Actor,
    @Body() body: PreviewSeriesRequest,
  ): Promise<SeriesPreview> {
    return this.series.preview(actor, body);
  }

  @Get(':id')
  @ApiOkResponse({ type: SeriesResponse })
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<SeriesResponse> {
    return this.series.get(actor, id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ type: CancelledSeries })
  cancel(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CancelSeriesRequest,
    @Command() command: CommandCall,
  ): Promise<CancelledSeries> {
    return this.changes.cancel(actor, id, body, command);
  }

  @Post(':id/move')
  @HttpCode(200)
  @ApiOkResponse({ type: SeriesResponse })
  move(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: MoveSeriesRequest,
    @Command() command: CommandCall,
  ): Promise<SeriesResponse> {
    return this.changes.move(actor, id, body, command);
  }
}
