import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam, type Page, PageResponse } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ReturnRequest } from '../review/review.dto';
import { ListRevisionsQuery, OpenRevisionResponse, RevisionResponse } from './revision.dto';
import { Revisions } from './revisions.service';

/** Revisions that are open, for those who look after them. */
@ApiTags('instruments')
@Controller('instrument-revisions')
export class OpenRevisionsController {
  constructor(private readonly revisions: Revisions) {}

  @Get()
  @PageResponse(OpenRevisionResponse)
  list(
    @CurrentActor() actor: Actor,
    @Query() query: ListRevisionsQuery,
  ): Promise<Page<OpenRevisionResponse>> {
    return this.revisions.list(actor, query);
  }
}

/** Changes of reviewed fields of a listed instrument; they are proposed by PATCH of the instrument. */
@ApiTags('instruments')
@Controller('instruments/:id/revision')
export class RevisionsController {
  constructor(private readonly revisions: Revisions) {}

  @Get()
  @ApiOkResponse({ type: RevisionResponse })
  get(@IdParam() id: string): Promise<RevisionResponse> {
    return this.revisions.get(id);
  }

  @Post('submit')
  @HttpCode(200)
  @ApiOkResponse({ type: RevisionResponse })
  submit(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<RevisionResponse> {
    return this.revisions.submit({ actor, instrumentId, ...command });
  }

  @Post('approve')
  @HttpCode(200)
  @ApiOkResponse({ type: RevisionResponse })
  approve(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<RevisionResponse> {
    return this.revisions.approve({ actor, instrumentId, ...command });
  }

  @Post('return')
  @HttpCode(200)
  @ApiOkResponse({ type: RevisionResponse })
  sendBack(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Body() { reason, fields }: ReturnRequest,
    @Command() command: CommandCall,
  ): Promise<RevisionResponse> {
    return this.revisions.sendBack({ actor, instrumentId, ...command }, reason, fields);
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse()
  async withdraw(
    @CurrentActor() actor: Actor,
    @IdParam() instrumentId: string,
    @Command() command: CommandCall,
  ): Promise<void> {
    await this.revisions.withdraw({ actor, instrumentId, ...command });
  }
}
