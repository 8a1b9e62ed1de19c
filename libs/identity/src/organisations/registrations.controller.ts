import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { HttpRequest } from '@app/http';
import { RegisterRequest, RegistrationResponse } from './registration.dto';
import { RegistrationsService } from './registrations.service';

@ApiTags('identity')
@Controller('registrations')
export class RegistrationsController {
  constructor(private readonly registrations: RegistrationsService) {}

  @Post()
  @ApiCreatedResponse({ type: RegistrationResponse })
  create(
    @Body() body: RegisterRequest,
    @Req() request: HttpRequest,
  ): Promise<RegistrationResponse> {
    return this.registrations.register(body, request.ip);
  }
}
