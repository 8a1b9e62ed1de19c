import {
  Command,
  type CommandCall,
  IdParam,
  type Page,
  PageResponse,
  RequiresIdempotencyKey,
} from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClaimListQuery, ClaimPapers, ClaimReason, ClaimResponse, SubmitClaim } from './claim.dto';
import { ClaimsService } from './claims.service';

@ApiTags('claims')
@Controller('claims')
export class ClaimsController {
  constructor(private readonly claims: ClaimsService) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: ClaimResponse })
  submit(
    @Body() body: SubmitClaim,
    @CurrentActor() actor: Actor,
    @Command() { call }: CommandCall,
  ): Promise<ClaimResponse> {
    return this.claims.submit(body, actor, call);
  }

  @Get()
  @PageResponse(ClaimResponse)
  list(@Query() query: ClaimListQuery, @CurrentActor() actor: Actor): Promise<Page<ClaimResponse>> {
    return this.claims.list(query, actor);
  }

  @Get(':id')
  @ApiOkResponse({ type: ClaimResponse })
  get(@IdParam() id: string): Promise<ClaimResponse> {
    return this.claims.get(id);
  }

  @Put(':id')
  @ApiOkResponse({ type: ClaimResponse })
  resubmit(
    @IdParam() id: string,
    @Body() body: ClaimPapers,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimResponse> {
    return this.claims.resubmit(id, body, actor, command);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimResponse })
  approve(
    @IdParam() id: string,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimResponse> {
    return this.claims.approve(id, actor, command);
  }

  @Post(':id/return')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimResponse })
  sendBack(
    @IdParam() id: string,
    @Body() body: ClaimReason,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimResponse> {
    return this.claims.sendBack(id, body.reason, actor, command);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimResponse })
  reject(
    @IdParam() id: string,
    @Body() body: ClaimReason,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimResponse> {
    return this.claims.reject(id, body.reason, actor, command);
  }
}
