import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import {
  AnswerDisplacementRequest,
  AnsweredProposal,
  DisplacementPreview,
  PreviewDisplacementRequest,
  ProposalsResponse,
} from './proposal.dto';
import { ProposalsService } from './proposals.service';

/** What to have instead of a reservation that a downtime displaced. */
@ApiTags('reservations')
@Controller()
export class ProposalsController {
  constructor(private readonly proposals: ProposalsService) {}

  @Get('reservations/:id/proposals')
  @ApiOkResponse({ type: ProposalsResponse })
  list(@IdParam() id: string): Promise<ProposalsResponse> {
    return this.proposals.list(id);
  }

  @Post('reservations/:id/proposals/decline')
  @HttpCode(200)
  @ApiOkResponse({ type: AnsweredProposal })
  decline(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<AnsweredProposal> {
    return this.proposals.decline(actor, id, call);
  }

  @Post('proposals/:id/accept')
  @HttpCode(200)
  @ApiOkResponse({ type: AnsweredProposal })
  accept(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Command() { call }: CommandCall,
  ): Promise<AnsweredProposal> {
    return this.proposals.accept(actor, id, call);
  }
}

/** The same without signing in, by the link of the mail. */
@ApiTags('reservations')
@Controller('displacement-answers')
export class DisplacementAnswersController {
  constructor(private readonly proposals: ProposalsService) {}

  @Post('preview')
  @HttpCode(200)
  @ApiOkResponse({ type: DisplacementPreview })
  preview(@Body() { token }: PreviewDisplacementRequest): Promise<DisplacementPreview> {
    return this.proposals.preview(token);
  }

  @Post()
  @ApiCreatedResponse({ type: AnsweredProposal })
  answer(@Body() body: AnswerDisplacementRequest): Promise<AnsweredProposal> {
    return this.proposals.answer(body);
  }
}
