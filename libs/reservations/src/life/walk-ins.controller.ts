import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, IdParam } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { ReservationResponse, WalkInRequest } from '../reservation.dto';
import { WalkInsService } from './walk-ins.service';

@ApiTags('reservations')
@Controller('instruments')
export class WalkInsController {
  constructor(private readonly walkIns: WalkInsService) {}

  @Post(':id/use-now')
  @ApiCreatedResponse({ type: ReservationResponse })
  start(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: WalkInRequest,
    @Command() how: CommandCall,
  ): Promise<ReservationResponse> {
    return this.walkIns.start(actor, id, body, how);
  }
}
