import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClaimDrafts } from './claim-drafts.service';
import { ClaimResponse } from './claim.dto';

@ApiTags('claims')
@Controller('claims')
export class ClaimDraftsController {
  constructor(private readonly drafts: ClaimDrafts) {}

  @Post(':id/submit')
  @HttpCode(200)
  @ApiOkResponse({ type: ClaimResponse })
  submit(
    @IdParam() id: string,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimResponse> {
    return this.drafts.submit(id, actor, command);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  discard(
    @IdParam() id: string,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<void> {
    return this.drafts.discard(id, actor, command);
  }
}
