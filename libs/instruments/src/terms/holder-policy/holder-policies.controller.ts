import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import type { BookingPolicy } from '../terms';
import { BookingPolicyResponse, PutBookingPolicyRequest } from '../terms.dto';
import { HolderPolicies } from './holder-policies.service';

/** The booking rules of a holder's instruments that have none of their own. */
@ApiTags('instruments')
@Controller('organisations/:id/booking-policy')
export class HolderPoliciesController {
  constructor(private readonly policies: HolderPolicies) {}

  @Get()
  @ApiOkResponse({ type: BookingPolicyResponse })
  get(@IdParam() holderId: string): Promise<BookingPolicy> {
    return this.policies.get(holderId);
  }

  @Put()
  @ApiOkResponse({ type: BookingPolicyResponse })
  put(
    @CurrentActor() actor: Actor,
    @IdParam() holderId: string,
    @Body() body: PutBookingPolicyRequest,
    @Command() how: CommandCall,
  ): Promise<BookingPolicy> {
    return this.policies.put({ actor, holderId, ...how }, body);
  }
}
