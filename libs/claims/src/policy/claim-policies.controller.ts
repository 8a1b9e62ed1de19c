import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ClaimPolicies } from './claim-policies.service';
import { ClaimPolicyResponse, PutClaimPolicy } from './claim-policy.dto';

/** The rules of a programme's claims. */
@ApiTags('claims')
@Controller('voucher-programmes/:id/claim-policy')
export class ClaimPoliciesController {
  constructor(private readonly policies: ClaimPolicies) {}

  @Get()
  @ApiOkResponse({ type: ClaimPolicyResponse })
  get(@IdParam() id: string): Promise<ClaimPolicyResponse> {
    return this.policies.get(id);
  }

  @Put()
  @ApiOkResponse({ type: ClaimPolicyResponse })
  put(
    @IdParam() id: string,
    @Body() body: PutClaimPolicy,
    @CurrentActor() actor: Actor,
    @Command() command: CommandCall,
  ): Promise<ClaimPolicyResponse> {
    return this.policies.put(id, body, actor, command);
  }
}
