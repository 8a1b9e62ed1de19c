import {
  Body,
  Controller,
  Get,
  HttpCode,
  Patch,
  Post,
  Put,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { IdempotentCall } from '@app/database';
import { IdempotentCommand, IdParam, IfMatch, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { InstrumentLifecycleService } from './instrument-lifecycle.service';
import {
  CreateInstrumentRequest,
  InstrumentDetail,
  InstrumentResponse,
  ListInstrumentsQuery,
  ReasonRequest,
  UpdateInstrumentRequest,
} from './instrument.dto';
import { InstrumentsService } from './instruments.service';
import { LocaliseAnswers } from './localise-answers.interceptor';
import { InstrumentTermsService } from './terms/instrument-terms.service';
import {
  BookingPolicyResponse,
  FeeScheduleResponse,
  OpeningHoursResponse,
  PutBookingPolicyRequest,
  PutFeeScheduleRequest,
  PutOpeningHoursRequest,
} from './terms/terms.dto';

type Call = IdempotentCall | undefined;
type Tag = string | undefined;

/** Instruments, their life and their terms. */
@ApiTags('instruments')
@Controller('instruments')
@UseInterceptors(LocaliseAnswers)
export class InstrumentsController {
  constructor(
    private readonly instruments: InstrumentsService,
    private readonly lifecycle: InstrumentLifecycleService,
    private readonly terms: InstrumentTermsService,
  ) {}

  @Post()
  @ApiCreatedResponse({ type: InstrumentResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateInstrumentRequest,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.instruments.create(actor, body, call);
  }

  @Get()
  @PageResponse(InstrumentResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListInstrumentsQuery,
  ): Promise<Page<InstrumentResponse>> {
    return this.instruments.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: InstrumentDetail })
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<InstrumentDetail> {
    return this.instruments.get(actor, id);
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag that was read' })
  @ApiOkResponse({ type: InstrumentResponse })
  update(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @IfMatch() ifMatch: Tag,
    @Body() body: UpdateInstrumentRequest,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.instruments.update(actor, id, ifMatch, body, call);
  }

  @Post(':id/submit')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  submit(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'submit', ifMatch, call });
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'approve', ifMatch, call });
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason }: ReasonRequest,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({
      actor,
      instrumentId,
      transition: 'return',
      reason,
      ifMatch,
      call,
    });
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  suspend(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason }: ReasonRequest,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({
      actor,
      instrumentId,
      transition: 'suspend',
      reason,
      ifMatch,
      call,
    });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  resume(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'resume', ifMatch, call });
  }

  @Post(':id/retire')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  retire(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason }: ReasonRequest,
    @IfMatch() ifMatch: Tag,
    @IdempotentCommand() call: Call,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({
      actor,
      instrumentId,
      transition: 'retire',
      reason,
      ifMatch,
      call,
    });
  }

  @Put(':id/opening-hours')
  @ApiOkResponse({ type: OpeningHoursResponse })
  putOpeningHours(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @Body() body: PutOpeningHoursRequest,
    @IdempotentCommand() call: Call,
  ): Promise<OpeningHoursResponse> {
    return this.terms.putOpeningHours({ actor, instrumentId, ifMatch, call }, body);
  }

  @Get(':id/opening-hours')
  @ApiOkResponse({ type: OpeningHoursResponse })
  getOpeningHours(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
  ): Promise<OpeningHoursResponse> {
    return this.terms.getOpeningHours(actor, instrumentId);
  }

  @Put(':id/booking-policy')
  @ApiOkResponse({ type: BookingPolicyResponse })
  putBookingPolicy(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @Body() body: PutBookingPolicyRequest,
    @IdempotentCommand() call: Call,
  ): Promise<BookingPolicyResponse> {
    return this.terms.putBookingPolicy({ actor, instrumentId, ifMatch, call }, body);
  }

  @Get(':id/booking-policy')
  @ApiOkResponse({ type: BookingPolicyResponse })
  getBookingPolicy(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
  ): Promise<BookingPolicyResponse> {
    return this.terms.getBookingPolicy(actor, instrumentId);
  }

  @Put(':id/fee-schedule')
  @ApiOkResponse({ type: FeeScheduleResponse })
  putFeeSchedule(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @IfMatch() ifMatch: Tag,
    @Body() body: PutFeeScheduleRequest,
    @IdempotentCommand() call: Call,
  ): Promise<FeeScheduleResponse> {
    return this.terms.putFeeSchedule({ actor, instrumentId, ifMatch, call }, body);
  }

  @Get(':id/fee-schedule')
  @ApiOkResponse({ type: FeeScheduleResponse })
  getFeeSchedule(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
  ): Promise<FeeScheduleResponse> {
    return this.terms.getFeeSchedule(actor, instrumentId);
  }
}
