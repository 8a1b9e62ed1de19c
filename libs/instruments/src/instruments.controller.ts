import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { InstrumentLifecycleService } from './instrument-lifecycle.service';
import {
  InstrumentDetail,
  InstrumentResponse,
  ListInstrumentsQuery,
  RetireRequest,
  SuspendRequest,
  UpdatedInstrument,
  UpdateInstrumentRequest,
} from './instrument.dto';
import { InstrumentsService } from './instruments.service';
import { CreateInstrumentRequest } from './record/record.dto';
import { ReturnRequest } from './review/review.dto';
import { FoundInstrumentsPage } from './search/found-instruments.dto';
import { InstrumentTermsService } from './terms/instrument-terms.service';
import { InstrumentPolicyResponse } from './terms/holder-policy/policy-source';
import {
  FeeScheduleResponse,
  OpeningHoursResponse,
  PutBookingPolicyRequest,
  PutFeeScheduleRequest,
  PutOpeningHoursRequest,
} from './terms/terms.dto';

/** Instruments, their life and their terms. */
@ApiTags('instruments')
@Controller('instruments')
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
    @Command() { call }: CommandCall,
  ): Promise<InstrumentResponse> {
    return this.instruments.create(actor, body, call);
  }

  @Get()
  @ApiOkResponse({ type: FoundInstrumentsPage })
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListInstrumentsQuery,
  ): Promise<FoundInstrumentsPage> {
    return this.instruments.list(actor, query);
  }

  @Get(':id')
  @ApiOkResponse({ type: InstrumentDetail })
  get(@IdParam() id: string): Promise<InstrumentDetail> {
    return this.instruments.get(id);
  }

  @Patch(':id')
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag that was read' })
  @ApiOkResponse({ type: UpdatedInstrument })
  update(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: UpdateInstrumentRequest,
    @Command() command: CommandCall,
  ): Promise<UpdatedInstrument> {
    return this.instruments.update({ actor, instrumentId: id, ...command }, body);
  }

  @Post(':id/submit')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  submit(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'submit', ...command });
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'approve', ...command });
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason, fields }: ReturnRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    const said = { transition: 'return', reason, fields } as const;
    return this.lifecycle.move({ actor, instrumentId, ...said, ...command });
  }

  @Post(':id/suspend')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  suspend(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason, kind: suspensionKind, expectedReturnOn }: SuspendRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    const said = { transition: 'suspend', reason, suspensionKind, expectedReturnOn } as const;
    return this.lifecycle.move({ actor, instrumentId, ...said, ...command });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  resume(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    return this.lifecycle.move({ actor, instrumentId, transition: 'resume', ...command });
  }

  @Post(':id/retire')
  @HttpCode(200)
  @ApiOkResponse({ type: InstrumentResponse })
  retire(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason, successorId }: RetireRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentResponse> {
    const said = { transition: 'retire', reason, successorId } as const;
    return this.lifecycle.move({ actor, instrumentId, ...said, ...command });
  }

  @Put(':id/opening-hours')
  @ApiOkResponse({ type: OpeningHoursResponse })
  putOpeningHours(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: PutOpeningHoursRequest,
    @Command() command: CommandCall,
  ): Promise<OpeningHoursResponse> {
    return this.terms.putOpeningHours({ actor, instrumentId, ...command }, body);
  }

  @Get(':id/opening-hours')
  @ApiOkResponse({ type: OpeningHoursResponse })
  getOpeningHours(@IdParam() instrumentId: string): Promise<OpeningHoursResponse> {
    return this.terms.getOpeningHours(instrumentId);
  }

  @Put(':id/booking-policy')
  @ApiOkResponse({ type: InstrumentPolicyResponse })
  putBookingPolicy(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: PutBookingPolicyRequest,
    @Command() command: CommandCall,
  ): Promise<InstrumentPolicyResponse> {
    return this.terms.putBookingPolicy({ actor, instrumentId, ...command }, body);
  }

  @Get(':id/booking-policy')
  @ApiOkResponse({ type: InstrumentPolicyResponse })
  getBookingPolicy(@IdParam() instrumentId: string): Promise<InstrumentPolicyResponse> {
    return this.terms.getBookingPolicy(instrumentId);
  }

  @Delete(':id/booking-policy')
  @ApiOkResponse({ type: InstrumentPolicyResponse, description: 'the rules it follows now' })
  deleteBookingPolicy(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<InstrumentPolicyResponse> {
    return this.terms.followHolder({ actor, instrumentId, ...command });
  }

  @Put(':id/fee-schedule')
  @ApiOkResponse({ type: FeeScheduleResponse })
  putFeeSchedule(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() body: PutFeeScheduleRequest,
    @Command() command: CommandCall,
  ): Promise<FeeScheduleResponse> {
    return this.terms.putFeeSchedule({ actor, instrumentId, ...command }, body);
  }

  @Get(':id/fee-schedule')
  @ApiOkResponse({ type: FeeScheduleResponse })
  getFeeSchedule(@IdParam() instrumentId: string): Promise<FeeScheduleResponse> {
    return this.terms.getFeeSchedule(instrumentId);
  }
}
