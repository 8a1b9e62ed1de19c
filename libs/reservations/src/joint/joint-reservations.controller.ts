import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import { Command, type CommandCall, RequiresIdempotencyKey } from '@app/http';
import { type Actor, CurrentActor } from '@app/identity';
import { CreateJointReservationRequest, JointReservationResponse } from './joint-reservation.dto';
import { JointReservationsService } from './joint-reservations.service';

/** Several instruments at once. */
@ApiTags('reservations')
@Controller('joint-reservations')
export class JointReservationsController {
  constructor(private readonly joint: JointReservationsService) {}

  @Post()
  @RequiresIdempotencyKey()
  @ApiCreatedResponse({ type: JointReservationResponse })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateJointReservationRequest,
    @Command() { call }: CommandCall,
  ): Promise<JointReservationResponse> {
    return this.joint.create(actor, body, call);
  }
}
